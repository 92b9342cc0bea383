/** The host's implementation of Extism's kernel: the plug-in's input and output, its variables, requests and log. */
import { type ErrorCode, errorCatalogue } from "../../domain/errors.ts";
import type { ExtismFunction } from "../extism/imports.ts";
import { abiViolation, type Failure, memoryLimitExceeded } from "../failures.ts";
import { type Blocks, createBlocks } from "./extism-blocks.ts";
import type { Callable, Guest } from "./guest-state.ts";
import { type AskHost, charge, enter, hostCallCost, stop, writeLog } from "./host-functions.ts";

/** Kernel calls do not count as host calls, because a plug-in needs them to read its input. */
const callCost = hostCallCost;
/** Fuel for decoding a variable's name and looking it up. */
const variableCost = 1_000;
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

/** What the current call has taken in and given out so far. */
interface Exchange {
  input: DataView;
  output: Uint8Array;
  /** The plug-in's error message; empty if there is none. */
  error: Uint8Array;
}

type Functions<Name extends ExtismFunction> = Readonly<Record<Name, Callable>>;

const inputFunctions = (
  guest: Guest,
  exchange: Exchange,
): Functions<"input_length" | "input_load_u8" | "input_load_u64"> => {
  const addressOf = (value: unknown, length: number): number => {
    const address = numberOf(value);
    if (address + length > exchange.input.byteLength)
      stop(guest, abiViolation("the plug-in read beyond its input", { address }));
    return address;
  };
  return {
    input_length: () => BigInt(exchange.input.byteLength),
    input_load_u8: (at) => exchange.input.getUint8(addressOf(at, 1)),
    input_load_u64: (at) => exchange.input.getBigUint64(addressOf(at, 8), true),
  };
};

const outputFunctions = (blocks: Blocks, exchange: Exchange): Functions<"output_set" | "error_set"> => ({
  output_set: (at, length) => {
    exchange.output = blocks.read(numberOf(at), numberOf(length));
  },
  error_set: (at) => {
    exchange.error = numberOf(at) === 0 ? nothing : blocks.read(numberOf(at));
  },
});

type BlockFunction = "length" | "length_unsafe" | "alloc" | "free" | "load_u8" | "load_u64" | "store_u8" | "store_u64";

const blockFunctions = (blocks: Blocks): Functions<BlockFunction> => ({
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
});

type LogFunction = "log_trace" | "log_debug" | "log_info" | "log_warn" | "log_error" | "get_log_level";

const logFunctions = (guest: Guest, blocks: Blocks): Functions<LogFunction> => {
  const log =
    (level: number): Callable =>
    (at) => {
      enter({ guest });
      writeLog(guest, level, blocks.read(numberOf(at)));
    };
  return {
    log_trace: log(0),
    log_debug: log(1),
    log_info: log(2),
    log_warn: log(3),
    log_error: log(4),
    get_log_level: () => 0,
  };
};

type OtherFunction = "config_get" | "var_get" | "var_set" | "http_request" | "http_status_code" | "http_headers";

const otherFunctions = (guest: Guest, blocks: Blocks, askHost: AskHost | null): Functions<OtherFunction> => {
  const variables = createVariables(guest, blocks);
  const http = createHttp(guest, blocks, askHost);
  return {
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
  };
};

/** The same functions, charged for each call. */
const charged = (guest: Guest, functions: Functions<ExtismFunction>): Functions<ExtismFunction> => {
  const entries = Object.entries(functions).map(([name, run]): [string, Callable] => [
    name,
    (...args) => {
      charge(guest, callCost);
      return run(...args);
    },
  ]);
  return Object.fromEntries(entries) as Record<ExtismFunction, Callable>;
};

export const createExtismKernel = (guest: Guest, askHost: AskHost | null): ExtismKernel => {
  const blocks = createBlocks(guest);
  const exchange: Exchange = { input: new DataView(new ArrayBuffer(0)), output: nothing, error: nothing };
  const functions = charged(guest, {
    ...inputFunctions(guest, exchange),
    ...outputFunctions(blocks, exchange),
    ...blockFunctions(blocks),
    ...logFunctions(guest, blocks),
    ...otherFunctions(guest, blocks, askHost),
  });
  return {
    functions,
    begin: (given) => {
      blocks.clear();
      exchange.input = new DataView(given.slice().buffer);
      exchange.output = nothing;
      exchange.error = nothing;
    },
    get output() {
      return exchange.output;
    },
    get error() {
      return exchange.error;
    },
  };
};
