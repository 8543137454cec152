/** A new SVG element with attributes and perhaps a text: never markup, since the text may come from anyone. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number>,
  textContent?: string,
): SVGElementTagNameMap[Name] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (textContent !== undefined) node.textContent = textContent;
  return node;
}
