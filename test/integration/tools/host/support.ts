/** Calls of host functions as a guest makes them: by frames, under a manifest. */
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import type { BlockingHostFunction } from "../../../../src/sandbox/types.ts";
import { decodeFrame, encodeFrame } from "../../../../src/tools/host/frames.ts";
import { createHostHandler, type HostFunctions } from "../../../../src/tools/host/host-functions.ts";
import type { HostFunction } from "../../../../src/tools/host/types.ts";
import { parseToolManifest } from "../../../../src/tools/manifest.ts";
import type { GrantUse } from "../../../../src/tools/call-failures.ts";
import { valueOf } from "../../../unit/domain/support.ts";

export interface Reply {
  readonly head: any;
  readonly body: string;
  readonly uses: readonly GrantUse[];
}

export interface HostCallOptions {
  readonly grants: object;
  readonly body?: string | Buffer;
  readonly limits?: object;
  readonly timeout?: string;
  readonly signal?: AbortSignal;
}

const absent: HostFunction = async () => expect.fail("This function is not under test.");

/** A guest's way to one function. */
export const guestOf =
  (name: BlockingHostFunction, tested: HostFunction) =>
  async (head: object, { grants, body = "", limits = {}, timeout = "5s", signal }: HostCallOptions): Promise<Reply> => {
    const functions: HostFunctions = {
      ...{ http_request: absent, file_access: absent, sql_query: absent, env_get: absent },
      [name]: tested,
    };
    const inputSchema = { type: "object" };
    const manifest = valueOf(
      parseToolManifest({ name: "probe", description: "probes", inputSchema, timeout, grants, limits }),
    );
    const uses: GrantUse[] = [];
    const handler = createHostHandler(functions)(manifest, (use) => uses.push(use));
    const request = encodeFrame(head as never, Buffer.from(body as string));
    const frame = decodeFrame(await handler(name, request, signal ?? new AbortController().signal));
    expect(frame).to.not.equal(null);
    return { head: frame?.head, body: Buffer.from(frame?.body ?? []).toString(), uses };
  };

/** `ok`, or the code of the error. */
export const codeOf = async (reply: Promise<Reply>): Promise<string> => {
  const { head } = await reply;
  return head.ok === true ? "ok" : head.error.code;
};

/** Processes that this one has started and that carry `mark` in their command. */
export const childrenWith = (mark: string): number =>
  execFileSync("ps", ["-A", "-o", "ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.trim().startsWith(`${process.pid} `) && line.includes(mark)).length;

/** Open files of this process; 0 where the system does not say. */
export const openFiles = (): number => {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
};
