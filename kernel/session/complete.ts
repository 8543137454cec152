/** complete_request, inspect_request and is_complete_request to the contents of their replies. */

import type { Content } from "../wire/message.js";
import { toCodePoints, toUnits } from "./code-points.js";
import type { CompilerLink } from "./compiler-link.js";

function codeAndCursor(request: Content): { code: string; position: number } {
  const code = typeof request.code === "string" ? request.code : "";
  const position = typeof request.cursor_pos === "number" ? toUnits(code, request.cursor_pos) : code.length;
  return { code, position };
}

export async function complete(request: Content, compiler: CompilerLink): Promise<Content> {
  const { code, position } = codeAndCursor(request);
  const { start, end, matches } = await compiler.ask<"complete">({ type: "complete", code, position });
  const cursor = { start: toCodePoints(code, start), end: toCodePoints(code, end) };
  return {
    status: "ok",
    matches: matches.map((it) => it.text),
    cursor_start: cursor.start,
    cursor_end: cursor.end,
    metadata: { _jupyter_types_experimental: matches.map((it) => ({ ...cursor, ...it })) },
  };
}

export async function inspect(request: Content, compiler: CompilerLink): Promise<Content> {
  const { code, position } = codeAndCursor(request);
  const deeper = typeof request.detail_level === "number" && request.detail_level > 0;
  const found = await compiler.ask<"inspect">({ type: "inspect", code, position, declaration: deeper });
  if (found === undefined) return { status: "ok", found: false, data: {}, metadata: {} };
  const { text, documentation, declaration } = found;
  const join = (...parts: string[]): string => parts.filter((it) => it !== "").join("\n\n");
  const data = {
    "text/plain": join(
      text,
      documentation,
      declaration === undefined ? "" : `${declaration.place}:\n${declaration.text}`,
    ),
    "text/markdown": join(
      fenced(text),
      documentation,
      declaration === undefined ? "" : `${declaration.place}:\n${fenced(declaration.text)}`,
    ),
  };
  return { status: "ok", found: true, data, metadata: {} };
}

export async function isComplete(request: Content, compiler: CompilerLink): Promise<Content> {
  return { ...(await compiler.ask<"isComplete">({ type: "isComplete", code: codeAndCursor(request).code })) };
}

function fenced(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``;
}
