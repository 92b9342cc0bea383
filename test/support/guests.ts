/** Guests for the sandbox tests, in the text format. Each does one thing, good or bad. */
import { createRequire } from "node:module";
import type wabtInit from "wabt";
import type { CallLimits, HostFunctionName, ModulePolicy } from "../../src/sandbox/types.ts";

const initWabt = createRequire(import.meta.url)("wabt") as typeof wabtInit;
const wabt = await initWabt();

const features = {
  bulk_memory: true,
  reference_types: true,
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  multi_value: true,
  exceptions: true,
};

/** Assembles a module from text. Invalid modules are only accepted without the check. */
export const assemble = (text: string, check = true): Uint8Array => {
  const parsed = wabt.parseWat("guest.wat", text, features);
  try {
    parsed.resolveNames();
    if (check) parsed.validate();
    // Copied, because wabt returns a view of its own memory.
    return new Uint8Array(parsed.toBinary({}).buffer.slice());
  } finally {
    parsed.destroy();
  }
};

export interface GuestParts {
  readonly imports?: string;
  /** Initial and maximum pages; null for none. */
  readonly memory?: string | null;
  /** Body with parameter `$len`. */
  readonly alloc?: string;
  /** Body with parameters `$ptr` and `$len`; the default answers with what came in. */
  readonly handle?: string;
  /** Body of `response_ptr`. */
  readonly pointer?: string;
  /** Body of `response_len`. */
  readonly length?: string;
  /** More of the module: functions, data, globals. */
  readonly more?: string;
  /** Text of the ABI exports; if given, it replaces everything above except `memory`, `imports` and `more`. */
  readonly exports?: string;
}

/** An echo by default. The input is at 1,024; `$out` and `$size` give the place of the response. */
export const guestText = (parts: GuestParts = {}): string => `(module
  ${parts.imports ?? ""}
  ${parts.memory === null ? "" : `(memory (export "memory") ${parts.memory ?? "1 16"})`}
  (global $out (mut i32) (i32.const 1024))
  (global $size (mut i32) (i32.const 0))
  (global $count (mut i32) (i32.const 0))
  ${parts.more ?? ""}
  ${
    parts.exports ??
    `(func (export "alloc") (param $len i32) (result i32) ${parts.alloc ?? "(i32.const 1024)"})
  (func $handle (export "handle_message") (export "call_tool") (param $ptr i32) (param $len i32) (result i32)
    ${parts.handle ?? "(global.set $size (local.get $len)) (i32.const 1)"})
  (func (export "response_ptr") (result i32) ${parts.pointer ?? "(global.get $out)"})
  (func (export "response_len") (result i32) ${parts.length ?? "(global.get $size)"})`
  })`;

export const guest = (parts: GuestParts = {}): Uint8Array => assemble(guestText(parts));

/** Counts its calls in memory and answers with the count, as one byte. */
export const counter = (): Uint8Array =>
  guest({
    handle: `(i32.store8 (i32.const 2048) (i32.add (i32.load8_u (i32.const 2048)) (i32.const 1)))
      (global.set $out (i32.const 2048)) (global.set $size (i32.const 1)) (i32.const 1)`,
  });

/** Acts on the first byte of its input: `t` traps, `l` loops forever, `e` reports error 7, and anything else is echoed. */
export const moody = (): Uint8Array =>
  guest({
    handle: `(local $mood i32)
      (local.set $mood (i32.load8_u (local.get $ptr)))
      (global.set $size (local.get $len))
      (if (i32.eq (local.get $mood) (i32.const 116)) (then unreachable))
      (if (i32.eq (local.get $mood) (i32.const 108)) (then (loop $on (br $on))))
      (if (i32.eq (local.get $mood) (i32.const 101)) (then (return (i32.const 7))))
      (i32.const 1)`,
  });

export const aPolicy = (changes: Partial<ModulePolicy> = {}): ModulePolicy => ({
  features: [],
  maxModuleBytes: 4_194_304,
  maxMemoryBytes: 16_777_216,
  maxTableElements: 10_000,
  imports: [],
  ...changes,
});

export const everyImport: readonly HostFunctionName[] = [
  "log",
  "now_ms",
  "random",
  "host_read",
  "http_request",
  "file_access",
  "sql_query",
  "env_get",
];

export const someLimits = (changes: Partial<CallLimits> = {}): CallLimits => ({
  fuel: 4_000_000,
  wallMs: 5_000,
  inputBytes: 1_048_576,
  outputBytes: 1_048_576,
  hostCalls: 1_000,
  logBytes: 10_000,
  ...changes,
});

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : new TextDecoder().decode(bytes);
