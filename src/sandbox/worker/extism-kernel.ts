/**
 * The host's implementation of Extism's kernel: a separate memory in which plug-in and host exchange blocks, the plug-in's input and
 * output, its variables and its log. Addresses are 64-bit integers; 0 is the null address.
 */
import { type ErrorCode, errorCatalogue } from "../../domain/errors.ts";
import type { ExtismFunction } from "../extism/imports.ts";
import { abiViolation, type Failure, memoryLimitExceeded, tooManyBlocks } from "../failures.ts";
import { type Callable, type Guest, viewOf } from "./guest-state.ts";
import { type AskHost, charge, copyCost, enter, hostCallCost, newCopyCost, stop, writeLog } from "./host-functions.ts";

/** Kernel calls do not count as host calls, because a plug-in needs them to read its input. */
const callCost = hostCallCost;
/** Fuel for creating the copy of a block, in addition to its length. */
const readCost = 500;
/** Fuel for decoding a variable's name and looking it up. */
const variableCost = 1_000;
/** The first address that is allocated. */
const firstAddress = 16;
const smallest = 65_536;
/**
 * Maximum number of blocks that are not freed. Their lengths are in V8's heap, which does not count towards the plug-in's
 * memory: millions of blocks made V8 abort the whole process.
 */
const mostBlocks = 100_000;
/** Maximum size of all variables, names and values together. */
const mostVariableBytes = 1_048_576;

export interface ExtismKernel {
  readonly functions: Readonly<Record<ExtismFunction, Callable>>;
  /** Clears blocks, output and error, and sets the input of the next call. */
  begin(input: Uint8Array): void;
  readonly output: Uint8Array;
  /** The plug-in's error message; empty if there is none. */
  readonly error: Uint8Array;
}

const nothing: Uint8Array = new Uint8Array(0);
const utf8 = new TextDecoder("utf-8", { fatal: false });
const encoder = new TextEncoder();

const numberOf = (value: unknown): number => Number(BigInt.asUintN(64, value as bigint));

/** The blocks that plug-in and host exchange. Memory is reclaimed only when the next call begins. */
const createBlocks = (guest: Guest) => {
  let bytes = new Uint8Array(smallest);
  let data = new DataView(bytes.buffer);
  let next = firstAddress;
  const lengths = new Map<number, number>();

  const grow = (needed: number): void => {
    const held = viewOf(guest).length + needed;
    // The blocks count towards the plug-in's memory limit.
    if (held > guest.spec.memoryLimit) stop(guest, memoryLimitExceeded(held, guest.spec.memoryLimit));
    const larger = new Uint8Array(Math.min(guest.spec.memoryLimit, Math.max(needed, bytes.length * 2)));
    larger.set(bytes);
    bytes = larger;
    data = new DataView(bytes.buffer);
  };
  const alloc = (length: number): number => {
    if (length === 0) return 0;
    const at = next;
    // A gap between blocks, so that a plug-in that writes too far does not corrupt the next block at once.
    const end = at + Math.ceil(length / 8) * 8 + 8;
    charge(guest, copyCost(length));
    if (lengths.size >= mostBlocks) stop(guest, tooManyBlocks(mostBlocks));
    if (end > bytes.length) grow(end);
    next = end;
    lengths.set(at, length);
    return at;
  };
  /** The whole memory, after checking that the range is inside. */
  const checked = (at: number, length: number): DataView => {
    if (at + length > bytes.length)
      stop(guest, abiViolation("the plug-in read or wrote outside of the kernel's memory", { address: at }));
    return data;
  };
  return {
    alloc,
    checked,
    lengthAt: (at: number): number => lengths.get(at) ?? 0,
    forget: (at: number): void => {
      lengths.delete(at);
    },
    /** A copy of a block. */
    read: (at: number, length = lengths.get(at) ?? 0): Uint8Array => {
      checked(at, length);
      charge(guest, readCost + newCopyCost(length));
      return bytes.slice(at, at + length);
    },
    give: (content: Uint8Array): number => {
      const at = alloc(content.length);
      charge(guest, copyCost(content.length));
      if (at > 0) bytes.set(content, at);
      return at;
    },
    clear: (): void => {
      next = firstAddress;
      lengths.clear();
      bytes.fill(0);
    },
  };
};

type Blocks = ReturnType<typeof createBlocks>;

const isCode = (code: unknown): code is ErrorCode => typeof code === "string" && Object.hasOwn(errorCatalogue, code);

/** The failure for a refused request. Extism has no way to report a refusal to the plug-in, so the plug-in is stopped. */
const refusalOf = (head: Readonly<Record<string, unknown>>): Failure => {
  const { code, message } = (head["error"] ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return {
    code: isCode(code) ? code : "tool.failed",
    message: `extism:host/env.http_request: ${typeof message === "string" ? message : "the host did not answer"}`,
    hint: "A plug-in may request only what `grants.network` in its manifest allows.",
    facts: { import: "extism:host/env.http_request" },
  };
};

/** Implements `http_request` by the host function of that name, and keeps the answer's status and headers for the plug-in. */
const createHttp = (guest: Guest, blocks: Blocks, askHost: AskHost | null) => {
  let status = 0;
  let headers = nothing;
  const request = (requestAt: number, bodyAt: number): number => {
    const asking = askHost ?? stop(guest, abiViolation("http_request is available only to tools"));
    const head = blocks.read(requestAt);
    const body = bodyAt === 0 ? nothing : blocks.read(bodyAt);
    const frame = new Uint8Array(4 + head.length + body.length);
    new DataView(frame.buffer).setUint32(0, head.length, true);
    frame.set(head, 4);
    frame.set(body, 4 + head.length);
    const answer = asking("http_request", frame);
    const size = answer.length < 4 ? 0 : new DataView(answer.buffer, answer.byteOffset).getUint32(0, true);
    const answered = JSON.parse(utf8.decode(answer.slice(4, 4 + size)) || "{}") as Readonly<Record<string, unknown>>;
    if (answered["ok"] !== true) stop(guest, refusalOf(answered));
    status = Number(answered["status"] ?? 0);
    headers = encoder.encode(JSON.stringify(answered["headers"] ?? {}));
    return blocks.give(answer.subarray(4 + size));
  };
  return { request, status: () => status, headers: () => blocks.give(headers) };
};

const createVariables = (guest: Guest, blocks: Blocks) => {
  const values = new Map<string, Uint8Array>();
  let held = 0;
  return {
    get: (nameAt: number): number => {
      charge(guest, variableCost);
      const value = values.get(utf8.decode(blocks.read(nameAt)));
      return value === undefined ? 0 : blocks.give(value);
    },
    set: (nameAt: number, valueAt: number): void => {
      charge(guest, variableCost);
      const name = utf8.decode(blocks.read(nameAt));
      const value = valueAt === 0 ? null : blocks.read(valueAt);
      held -= values.has(name) ? name.length + (values.get(name)?.length ?? 0) : 0;
      values.delete(name);
      if (value === null) return;
      held += name.length + value.length;
      if (held > mostVariableBytes) stop(guest, memoryLimitExceeded(held, mostVariableBytes));
      values.set(name, value);
    },
  };
};

export const createExtismKernel = (guest: Guest, askHost: AskHost | null): ExtismKernel => {
  const blocks = createBlocks(guest);
  const variables = createVariables(guest, blocks);
  const http = createHttp(guest, blocks, askHost);
  let input = nothing;
  let inputView = new DataView(nothing.buffer);
  let output = nothing;
  let error = nothing;

  const inputAt = (at: number, length: number): number =>
    at + length > input.length ? stop(guest, abiViolation("the plug-in read beyond its input", { address: at })) : at;
  const log =
    (level: number): Callable =>
    (at) => {
      enter({ guest });
      writeLog(guest, level, blocks.read(numberOf(at)));
    };
  const functions: Record<ExtismFunction, Callable> = {
    input_length: () => BigInt(input.length),
    input_load_u8: (at) => inputView.getUint8(inputAt(numberOf(at), 1)),
    input_load_u64: (at) => inputView.getBigUint64(inputAt(numberOf(at), 8), true),
    length: (at) => BigInt(blocks.lengthAt(numberOf(at))),
    length_unsafe: (at) => BigInt(blocks.lengthAt(numberOf(at))),
    alloc: (length) => BigInt(blocks.alloc(numberOf(length))),
    free: (at) => blocks.forget(numberOf(at)),
    load_u8: (at) => {
      const address = numberOf(at);
      return blocks.checked(address, 1).getUint8(address);
    },
    load_u64: (at) => {
      const address = numberOf(at);
      return blocks.checked(address, 8).getBigUint64(address, true);
    },
    store_u8: (at, value) => {
      const address = numberOf(at);
      blocks.checked(address, 1).setUint8(address, Number(value));
    },
    store_u64: (at, value) => {
      const address = numberOf(at);
      blocks.checked(address, 8).setBigUint64(address, BigInt.asUintN(64, value as bigint), true);
    },
    output_set: (at, length) => {
      output = blocks.read(numberOf(at), numberOf(length));
    },
    error_set: (at) => {
      error = numberOf(at) === 0 ? nothing : blocks.read(numberOf(at));
    },
    // Manifests have no configuration for plug-ins; anything variable is passed in the arguments.
    config_get: () => 0n,
    var_get: (at) => BigInt(variables.get(numberOf(at))),
    var_set: (at, value) => variables.set(numberOf(at), numberOf(value)),
    http_request: (request, body) => {
      enter({ guest });
      return BigInt(http.request(numberOf(request), numberOf(body)));
    },
    http_status_code: () => http.status(),
    http_headers: () => BigInt(http.headers()),
    log_trace: log(0),
    log_debug: log(1),
    log_info: log(2),
    log_warn: log(3),
    log_error: log(4),
    get_log_level: () => 0,
  };
  const paid = Object.entries(functions).map(([name, run]): [string, Callable] => [
    name,
    (...args) => {
      charge(guest, callCost);
      return run(...args);
    },
  ]);
  return {
    functions: Object.fromEntries(paid) as Record<ExtismFunction, Callable>,
    begin: (given) => {
      blocks.clear();
      input = given.slice();
      inputView = new DataView(input.buffer);
      output = nothing;
      error = nothing;
    },
    get output() {
      return output;
    },
    get error() {
      return error;
    },
  };
};
