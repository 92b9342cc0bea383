/** Assembles WebAssembly text with every feature enabled, including modules that must be refused. */
import { createRequire } from "node:module";
import type wabtInit from "wabt";

const initWabt = createRequire(import.meta.url)("wabt") as typeof wabtInit;
const wabt = await initWabt();

const features = {
  exceptions: true,
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  threads: true,
  multi_value: true,
  tail_call: true,
  bulk_memory: true,
  reference_types: true,
  memory64: true,
  extended_const: true,
  relaxed_simd: true,
  multi_memory: true,
};

/**
 * The module is not validated, because finding faults is the pass's task. wabt hangs at more than about 150 nested constructs,
 * because its stack is small.
 */
export const wat = (text: string, options: { readonly names?: boolean } = {}): Uint8Array => {
  const parsed = wabt.parseWat("test.wat", text, features);
  try {
    parsed.resolveNames();
    // Copied, because wabt returns a view of its own memory.
    return new Uint8Array(parsed.toBinary({ write_debug_names: options.names ?? false }).buffer.slice());
  } finally {
    parsed.destroy();
  }
};
