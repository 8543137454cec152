import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder, download, md5Of } from "#src/data/download.js";

const content = Buffer.from("a file worth having\n".repeat(5000));
let folder: string;
let server: Server;
let answer: RequestListener;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.gz`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lowrank-download-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const md5 = md5Of(content);
const target = (): string => join(folder, "kept", "file.gz");
const kept = (): Promise<string[]> => readdir(join(folder, "kept"));

describe("download", () => {
  test("keeps a file with the right checksum, makes its folder, and tells the bytes", async () => {
    answer = (_, response) => response.setHeader("content-length", content.length).end(content);
    const told: [number, number | undefined][] = [];
    await download(url, target(), { md5, onProgress: (done, total) => told.push([done, total]) });
    expect((await readFile(target())).equals(content)).toBe(true);
    expect(await kept()).toEqual(["file.gz"]);
    expect(told.at(-1)).toEqual([content.length, content.length]);
  });

  test("keeps nothing when the checksum is wrong, and says what was expected and found", async () => {
    answer = (_, response) => response.end(content);
    const wanted = "0".repeat(32);
    await expect(download(url, target(), { md5: wanted })).rejects.toThrow(
      `Expected ${url} to have MD5 ${wanted} but found ${md5} (${content.length} bytes); nothing was kept`,
    );
    expect(await kept()).toEqual([]);
  });

  test("leaves the file that was there before untouched when it fails", async () => {
    answer = (_, response) => response.end("something else");
    await rm(join(folder, "kept"), { recursive: true, force: true });
    await download(url, target(), { md5: md5Of(Buffer.from("something else")) });
    answer = (_, response) => response.end(content);
    await expect(download(url, target(), { md5: "1".repeat(32) })).rejects.toThrow(/MD5/);
    expect(await readFile(target(), "utf8")).toBe("something else");
  });

  test("names the HTTP status", async () => {
    answer = (_, response) => response.writeHead(404).end("no such file");
    await expect(download(url, target(), { md5 })).rejects.toThrow(
      `Could not download ${url}: HTTP status 404 Not Found`,
    );
    expect(await kept()).toEqual([]);
  });

  test("says where a cut connection broke off, and keeps nothing", async () => {
    answer = (_, response) => {
      response.setHeader("content-length", content.length);
      response.write(content.subarray(0, 1000), () => response.destroy());
    };
    await expect(download(url, target(), { md5 })).rejects.toThrow(
      new RegExp(`Download of ${url} broke off after \\d+ of ${content.length} bytes: `),
    );
    expect(await kept()).toEqual([]);
  });

  test("gives up on a server that does not answer, and on one that falls silent", async () => {
    answer = () => undefined;
    await expect(download(url, target(), { md5, connectTimeout: 50 })).rejects.toThrow(/no answer within 0\.05 s/);
    answer = (_, response) => void response.write(content.subarray(0, 1000));
    await expect(download(url, target(), { md5, stallTimeout: 50 })).rejects.toThrow(/no bytes for 0\.05 s/);
    expect(await kept()).toEqual([]);
  });

  test("says why a server cannot be reached", async () => {
    await expect(download("http://127.0.0.1:1/file.gz", target(), { md5 })).rejects.toThrow(
      /Could not reach http:\/\/127\.0\.0\.1:1\/file\.gz: /,
    );
  });

  test("stops when its signal is aborted, rejects with the signal's reason, and keeps nothing", async () => {
    answer = (_, response) => void response.write(content.subarray(0, 1000));
    const controller = new AbortController();
    const reason = new Error("interrupted");
    const onProgress = (): void => controller.abort(reason);
    await expect(download(url, target(), { md5, signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(await kept()).toEqual([]);
  });
});

describe("cacheFolder", () => {
  test("follows XDG_CACHE_HOME", () => {
    const before = process.env.XDG_CACHE_HOME;
    process.env.XDG_CACHE_HOME = "/somewhere";
    expect(cacheFolder()).toBe(join("/somewhere", "lowrank"));
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  });
});
