/** Reads instructions one at a time and refuses those that the policy does not allow. */
import type { WasmFeature } from "../types.ts";
import { featureOf, immediateOf, immediates, nameOf, op, prefixBase, prefixed } from "./opcodes.ts";
import { here, readByte, readS33, readU32, skip, skipSigned, type Cursor } from "./reader.ts";
import { featureRefused, invalidModule, neverAllowed, neverAllowedFeature, type Place } from "./refusals.ts";

/** The policy check, called for every use of a feature. */
export interface Gate {
  /** Throws `sandbox.feature_refused` unless the policy allows the feature and the pass can read it. */
  need(feature: WasmFeature, what: string, place: Place): void;
  allows(feature: WasmFeature): boolean;
}

export const createGate = (features: readonly WasmFeature[]): Gate => {
  const allowed = new Set<WasmFeature>(features);
  return {
    need(feature, what, place) {
      if (feature === "gc" || feature === "memory64") throw neverAllowedFeature(feature, what, place);
      if (!allowed.has(feature)) throw featureRefused(feature, what, place);
    },
    allows: (feature) => allowed.has(feature),
  };
};

/** The instruction read last. One object is reused, because a module has millions of instructions. */
export interface Instruction {
  /** Instruction number as in opcodes.ts. */
  code: number;
  /** Offset of its first byte. */
  start: number;
  /** The first immediate, if it is an index, a label or a block type. */
  index: number;
  /** For `br_table` only. */
  labels: readonly number[];
}

export const createInstruction = (): Instruction => ({ code: 0, start: 0, index: 0, labels: [] });

/** `exnref`, from the newer exceptions proposal, which superseded the one in Node.js 20. The pass cannot read it. */
const exceptionReference = 0x69;

const newExceptions = (what: string, place: Place): Error =>
  neverAllowed(
    "exceptions",
    what,
    place,
    "Build with the legacy exceptions (clang: `-mllvm -wasm-use-legacy-eh`), or without exceptions.",
  );

/** Checks a value type's code; refuses types that the policy does not allow. */
export const checkValueType = (code: number, gate: Gate, place: Place): void => {
  if (code >= 0x7c && code <= 0x7f) return;
  if (code === 0x7b) gate.need("simd", "the type v128", place);
  else if (code === 0x70) gate.need("reference-types", "the type funcref", place);
  else if (code === 0x6f) gate.need("reference-types", "the type externref", place);
  else if (code === exceptionReference) throw newExceptions("the type exnref", place);
  else throw neverAllowedFeature("gc", `the type 0x${code.toString(16)}`, place);
};

const readBlockType = (cursor: Cursor, gate: Gate, place: Place): number => {
  const start = cursor.position;
  const type = readS33(cursor);
  if (type >= 0 || type === -0x40) return type;
  if (cursor.position !== start + 1)
    throw invalidModule("the type of a block is written with too many bytes", { offset: start });
  checkValueType(type + 0x80, gate, place);
  return type;
};

const readMemoryArgument = (cursor: Cursor, gate: Gate, place: Place): void => {
  const flags = readU32(cursor);
  if (flags >= 0x40) {
    gate.need("multi-memory", "an access to a numbered memory", place);
    readU32(cursor);
  }
  // The offset. The engine has already checked that it fits 32 bits, because 64-bit memories are refused.
  readU32(cursor);
};

const readMemoryIndex = (cursor: Cursor, gate: Gate, place: Place): void => {
  if (readU32(cursor) !== 0) gate.need("multi-memory", "a second memory", place);
};

const readTableIndex = (cursor: Cursor, gate: Gate, place: Place): void => {
  if (readU32(cursor) !== 0) gate.need("reference-types", "a second table", place);
};

const readLabels = (cursor: Cursor): readonly number[] => {
  const count = readU32(cursor);
  if (count >= cursor.end - cursor.position)
    throw invalidModule("a br_table is longer than its function", here(cursor));
  return Array.from({ length: count + 1 }, () => readU32(cursor));
};

const readTypes = (cursor: Cursor, gate: Gate, place: Place): void => {
  for (let count = readU32(cursor); count > 0; count -= 1) checkValueType(readByte(cursor), gate, place);
};

const readRest = (cursor: Cursor, into: Instruction, gate: Gate, place: Place): void => {
  switch (immediateOf[into.code]) {
    case immediates.none:
      return;
    case immediates.blockType:
      into.index = readBlockType(cursor, gate, place);
      return;
    case immediates.label:
    case immediates.index:
    case immediates.func:
      into.index = readU32(cursor);
      return;
    case immediates.labels:
      into.labels = readLabels(cursor);
      return;
    case immediates.indirect:
      into.index = readU32(cursor);
      return readTableIndex(cursor, gate, place);
    case immediates.table:
      return readTableIndex(cursor, gate, place);
    case immediates.memoryArgument:
      return readMemoryArgument(cursor, gate, place);
    case immediates.memory:
      return readMemoryIndex(cursor, gate, place);
    case immediates.i32:
      return skipSigned(cursor, 32);
    case immediates.i64:
      return skipSigned(cursor, 64);
    case immediates.byte:
      return skip(cursor, 1);
    case immediates.bytes4:
      return skip(cursor, 4);
    case immediates.bytes8:
      return skip(cursor, 8);
    case immediates.bytes16:
      return skip(cursor, 16);
    case immediates.types:
      return readTypes(cursor, gate, place);
    case immediates.heapType:
      return checkValueType(readByte(cursor), gate, place);
    case immediates.memoryArgumentLane:
      readMemoryArgument(cursor, gate, place);
      return skip(cursor, 1);
    case immediates.memoryInit:
      readU32(cursor);
      return readMemoryIndex(cursor, gate, place);
    case immediates.memoryCopy:
      readMemoryIndex(cursor, gate, place);
      return readMemoryIndex(cursor, gate, place);
    case immediates.tableInit:
      readU32(cursor);
      return readTableIndex(cursor, gate, place);
    case immediates.tableCopy:
      readTableIndex(cursor, gate, place);
      return readTableIndex(cursor, gate, place);
    default:
      throw neverAllowed(
        "unknown",
        nameOf(into.code),
        place,
        "Build for WebAssembly 2.0. Of later proposals, Caxton supports threads, tail calls, relaxed SIMD, several memories and legacy exceptions.",
      );
  }
};

/**
 * The most frequent instructions: allowed by every policy, with no immediate, one index or one number. They take a fast
 * path, because a module has millions of them.
 */
const isPlain = Uint8Array.from({ length: 0x100 }, (_, code) => {
  const { none, index, label, func, i32, i64 } = immediates;
  const plain: readonly number[] = [none, index, label, func, i32, i64];
  return featureOf(code) === undefined && plain.includes(immediateOf[code]!) ? 1 : 0;
});

/** Reads the next instruction into `into`. `functionIndex` is used in messages; a constant expression has none. */
export const readInstruction = (
  cursor: Cursor,
  into: Instruction,
  gate: Gate,
  functionIndex: number | undefined,
): void => {
  const start = cursor.position;
  into.start = start;
  const first = readByte(cursor);
  if (isPlain[first] === 1) {
    into.code = first;
    const immediate = immediateOf[first];
    if (immediate === immediates.none) return;
    if (immediate === immediates.i32) skipSigned(cursor, 32);
    else if (immediate === immediates.i64) skipSigned(cursor, 64);
    else into.index = readU32(cursor);
    return;
  }
  const place = { offset: start, functionIndex };
  into.code = first >= 0xfc && prefixBase[first] !== undefined ? prefixed(first, readU32(cursor)) : first;
  if (first === 0x0a) throw newExceptions("throw_ref", place);
  if (first === 0x1f) throw newExceptions("try_table", place);
  const feature = featureOf(into.code);
  if (feature !== undefined) gate.need(feature, nameOf(into.code), place);
  readRest(cursor, into, gate, place);
};

const extendedConstants: ReadonlySet<number> = new Set([0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e]);
const constants: ReadonlySet<number> = new Set([0x41, 0x42, 0x43, 0x44, op.refNull, op.refFunc, 0x20c, op.end]);

/**
 * Reads a constant expression to its end. With shared fuel only imported globals keep their indices, so it may refer
 * only to those.
 */
export const readConstant = (
  cursor: Cursor,
  gate: Gate,
  { sharedFuel, importedGlobals }: { readonly sharedFuel: boolean; readonly importedGlobals: number },
): void => {
  const instruction = createInstruction();
  do {
    readInstruction(cursor, instruction, gate, undefined);
    const { code, start } = instruction;
    if (code === op.globalGet && sharedFuel) {
      if (instruction.index < importedGlobals) continue;
      throw invalidModule("a constant expression uses a global that is not imported", { offset: start });
    }
    // No module may import a global here, so this reads one of the module's own, which only extended constants allow.
    if (extendedConstants.has(code) || code === op.globalGet)
      gate.need("extended-const", "a computed constant", { offset: start });
    else if (!constants.has(code))
      throw invalidModule("a constant expression contains an instruction that is not constant", { offset: start });
  } while (instruction.code !== op.end);
};
