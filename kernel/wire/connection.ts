/** Connection file (JSON written by the client) to a checked `Connection`: where to bind, and how to sign. */

import { readFileSync } from "node:fs";

export interface Connection {
  transport: string;
  ip: string;
  shellPort: number;
  controlPort: number;
  stdinPort: number;
  iopubPort: number;
  heartbeatPort: number;
  /** Secret of the signatures; empty means unsigned. */
  key: string;
  /** Hash of the HMAC, e.g. "sha256". */
  hash: string;
}

export function readConnection(path: string): Connection {
  return parseConnection(readFileSync(path, "utf8"), path);
}

export function parseConnection(text: string, path: string): Connection {
  const fields = JSON.parse(text) as Record<string, unknown>;
  const port = (name: string): number => {
    const value = fields[name];
    if (typeof value !== "number" || !Number.isInteger(value)) {
      throw new TypeError(`Expected ${name} in ${path} to be a port number but found ${JSON.stringify(value)}`);
    }
    return value;
  };
  const word = (name: string, fallback: string): string => {
    const value = fields[name];
    return typeof value === "string" ? value : fallback;
  };
  return {
    transport: word("transport", "tcp"),
    ip: word("ip", "127.0.0.1"),
    shellPort: port("shell_port"),
    controlPort: port("control_port"),
    stdinPort: port("stdin_port"),
    iopubPort: port("iopub_port"),
    heartbeatPort: port("hb_port"),
    key: word("key", ""),
    hash: word("signature_scheme", "hmac-sha256").replace(/^hmac-/, ""),
  };
}

/** The address of one port: `tcp://127.0.0.1:5000`, or `ipc:///path-5000`. */
export function address(connection: Connection, port: number): string {
  const separator = connection.transport === "ipc" ? "-" : ":";
  return `${connection.transport}://${connection.ip}${separator}${port}`;
}
