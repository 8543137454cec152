import { describe, expect, test } from "@jest/globals";
import { createHmac } from "node:crypto";
import { Codec } from "#kernel/wire/message.js";

const codec = new Codec("secret");
const delimiter = Buffer.from("<IDS|MSG>");

describe("a message on the wire", () => {
  test("is identities, delimiter, signature, four JSON frames, buffers", () => {
    const message = codec.message("stream", { text: "a" }, undefined, [Buffer.from("topic")]);
    const frames = codec.encode({ ...message, buffers: [Buffer.from([1, 2])] });
    expect(frames).toHaveLength(8);
    expect(frames[0].toString()).toBe("topic");
    expect(frames[1]).toEqual(delimiter);
    expect(JSON.parse(frames[6].toString())).toEqual({ text: "a" });
    expect([...frames[7]]).toEqual([1, 2]);
  });

  test("is signed over its four JSON frames with HMAC-SHA256 in hex", () => {
    const frames = codec.encode(codec.message("x", {}));
    const hmac = createHmac("sha256", "secret");
    for (const frame of frames.slice(2, 6)) hmac.update(frame);
    expect(frames[1].toString()).toBe(hmac.digest("hex"));
  });

  test("survives the round trip, also without a key", () => {
    for (const each of [codec, new Codec("")]) {
      const message = { ...each.message("a_request", { β: "𝒳" }), buffers: [Buffer.from([0, 255])] };
      expect(each.decode(each.encode(message))).toEqual(message);
    }
  });

  test("names the request it answers and the kernel's own session", () => {
    const request = new Codec("secret").message("execute_request", {});
    const reply = codec.message("execute_reply", {}, request);
    expect(reply.parent).toEqual(request.header);
    expect(reply.header.session).toBe(codec.session);
  });
});

describe("a message that is dropped", () => {
  const frames = (): Buffer[] => codec.encode(codec.message("x", {}));

  test.each([
    ["has no delimiter", [Buffer.from("x")], "<IDS|MSG>"],
    ["is too short", [delimiter, Buffer.from("")], "4 JSON frames"],
    ["has a wrong signature", [delimiter, Buffer.from("00"), ...frames().slice(2)], "signature"],
    ["was signed with another key", new Codec("other").encode(codec.message("x", {})), "signature"],
  ])("%s", (_title, bad, message) => {
    expect(() => codec.decode(bad)).toThrow(message);
  });

  test("is not parsed before its signature is checked", () => {
    const garbage = [delimiter, Buffer.from("00"), ...Array.from({ length: 4 }, () => Buffer.from("{{{"))];
    expect(() => codec.decode(garbage)).toThrow("signature");
  });

  test.each(["{{{", "[]", "null", "{}"])("has the header %s", (header) => {
    const open = new Codec("");
    const parts = [header, "{}", "{}", "{}"].map((it) => Buffer.from(it));
    expect(() => open.decode([delimiter, Buffer.from(""), ...parts])).toThrow("Expected");
  });
});
