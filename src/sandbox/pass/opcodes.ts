/**
 * Every instruction that the pass can read: its immediates, the feature it belongs to, and its price in fuel. Anything
 * that is not in this table is refused, even if the engine would accept it: an instruction whose length we got wrong
 * could hide others from the metering. Sources: the core specification 2.0, section 5.4 and index of instructions; the
 * proposals for threads, tail calls, exceptions (legacy) and relaxed SIMD.
 */
import type { WasmFeature } from "../types.ts";

/** The kinds of immediates that follow an opcode. */
export const immediates = {
  /** Not a known instruction. */
  unknown: 0,
  none: 1,
  blockType: 2,
  /** A label: the number of constructs outwards, counted from the innermost. */
  label: 3,
  labels: 4,
  /** One index that needs no check. */
  index: 5,
  func: 6,
  /** Type index, then table index. */
  indirect: 7,
  table: 8,
  memoryArgument: 9,
  memory: 10,
  i32: 11,
  i64: 12,
  byte: 13,
  bytes4: 14,
  bytes8: 15,
  bytes16: 16,
  types: 17,
  heapType: 18,
  memoryArgumentLane: 19,
  /** Segment index, then memory index. */
  memoryInit: 20,
  memoryCopy: 21,
  /** Segment index, then table index. */
  tableInit: 22,
  tableCopy: 23,
} as const;

type Immediate = (typeof immediates)[keyof typeof immediates];

/** Prefixed instructions are numbered from these bases, by the number that follows the prefix. */
export const prefixBase: Readonly<Record<number, number>> = { 0xfc: 0x100, 0xfd: 0x200, 0xfe: 0x400 };
const prefixSize: Readonly<Record<number, number>> = { 0xfc: 0x100, 0xfd: 0x200, 0xfe: 0x100 };

const tableSize = 0x500;

/** Immediates, by instruction number. */
export const immediateOf = new Uint8Array(tableSize);
/** Price in fuel, by instruction number. */
export const costOf = new Uint16Array(tableSize);
const features: (WasmFeature | undefined)[] = Array.from({ length: tableSize });
const names = new Map<number, string>();

/** The feature that an instruction belongs to; `undefined` if it is always allowed. */
export const featureOf = (instruction: number): WasmFeature | undefined => features[instruction];

/** Instruction number for a sub-opcode after a prefix; the unknown entry at 0x100 if it is out of range. */
export const prefixed = (prefix: number, sub: number): number =>
  sub < (prefixSize[prefix] ?? 0) ? (prefixBase[prefix] ?? 0) + sub : 0xff;

const hex = (value: number): string => `0x${value.toString(16).padStart(2, "0")}`;

/** The name in the text format if known; the bytes otherwise. */
export const nameOf = (instruction: number): string => {
  const name = names.get(instruction);
  if (name !== undefined) return name;
  if (instruction < 0x100) return `opcode ${hex(instruction)}`;
  const prefix = instruction >= 0x400 ? 0xfe : instruction >= 0x200 ? 0xfd : 0xfc;
  const kind = prefix === 0xfe ? "atomic instruction" : prefix === 0xfd ? "vector instruction" : "opcode";
  return `${kind} ${hex(prefix)} ${hex(instruction - (prefixBase[prefix] ?? 0))}`;
};

const define = (
  first: number,
  last: number,
  immediate: Immediate,
  options: { cost?: number; feature?: WasmFeature; name?: string } = {},
): void => {
  for (let instruction = first; instruction <= last; instruction += 1) {
    immediateOf[instruction] = immediate;
    costOf[instruction] = options.cost ?? 1;
    features[instruction] = options.feature;
    if (options.name !== undefined) names.set(instruction, options.name);
  }
};

const one = (
  instruction: number,
  immediate: Immediate,
  options: { cost?: number; feature?: WasmFeature; name?: string } = {},
): void => define(instruction, instruction, immediate, options);

/** Instructions that the pass itself treats specially. */
export const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  try: 0x06,
  catch: 0x07,
  throw: 0x08,
  rethrow: 0x09,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  delegate: 0x18,
  catchAll: 0x19,
  selectTyped: 0x1c,
  globalGet: 0x23,
  globalSet: 0x24,
  memoryGrow: 0x40,
  refNull: 0xd0,
  refFunc: 0xd2,
  memoryInit: 0x108,
  memoryCopy: 0x10a,
  memoryFill: 0x10b,
  tableInit: 0x10c,
  tableCopy: 0x10e,
  tableGrow: 0x10f,
  tableFill: 0x111,
} as const;

const defineControl = (): void => {
  const { none, blockType, label, labels, index, func, indirect, types } = immediates;
  one(op.unreachable, none);
  one(0x01, none, { cost: 0 });
  one(op.block, blockType, { cost: 0 });
  one(op.loop, blockType);
  one(op.if, blockType);
  one(op.else, none, { cost: 0 });
  const exceptions = "exceptions" as const;
  one(op.try, blockType, { feature: exceptions, name: "try" });
  one(op.catch, index, { feature: exceptions, name: "catch", cost: 10 });
  one(op.throw, index, { feature: exceptions, name: "throw", cost: 2_000 });
  one(op.rethrow, label, { feature: exceptions, name: "rethrow", cost: 2_000 });
  one(op.delegate, label, { feature: exceptions, name: "delegate", cost: 0 });
  one(op.catchAll, none, { feature: exceptions, name: "catch_all", cost: 10 });
  one(op.end, none, { cost: 0 });
  one(op.br, label);
  one(op.brIf, label);
  one(op.brTable, labels, { cost: 2 });
  one(op.return, none);
  one(op.call, func, { cost: 2 });
  one(op.callIndirect, indirect, { cost: 4 });
  one(op.returnCall, func, { cost: 2, feature: "tail-calls", name: "return_call" });
  one(op.returnCallIndirect, indirect, { cost: 8, feature: "tail-calls", name: "return_call_indirect" });
  define(0x1a, 0x1b, none);
  one(op.selectTyped, types, { feature: "reference-types", name: "select with a type" });
  // Instructions based on typed references, none of which can be allowed.
  define(0x14, 0x15, index, { feature: "gc", name: "call_ref" });
  define(0xd3, 0xd6, none, { feature: "gc" });
  one(0xfb, none, { feature: "gc", name: "an instruction of the gc proposal (0xfb)" });
};

const defineNumeric = (): void => {
  const { none, index, memoryArgument, memory, i32, i64, bytes4, bytes8 } = immediates;
  define(0x20, 0x24, index);
  define(0x28, 0x3e, memoryArgument);
  one(0x3f, memory);
  one(op.memoryGrow, memory, { cost: 1_000, name: "memory.grow" });
  one(0x41, i32);
  one(0x42, i64);
  one(0x43, bytes4);
  one(0x44, bytes8);
  define(0x45, 0xc4, none);
  // Divisions, remainders and square roots take about this many times as long as an addition.
  for (const slow of [0x6d, 0x6e, 0x6f, 0x70, 0x7f, 0x80, 0x81, 0x82, 0x91, 0x95, 0x9f, 0xa3]) costOf[slow] = 4;
  define(0x100, 0x107, none);
};

const defineReferences = (): void => {
  const { none, table, func, heapType } = immediates;
  const feature = "reference-types" as const;
  one(0x25, table, { feature, name: "table.get", cost: 4 });
  one(0x26, table, { feature, name: "table.set", cost: 30 });
  one(op.refNull, heapType, { feature, name: "ref.null" });
  one(0xd1, none, { feature, name: "ref.is_null" });
  one(op.refFunc, func, { feature, name: "ref.func", cost: 20 });
  one(op.tableGrow, table, { feature, name: "table.grow", cost: 500 });
  one(0x110, table, { feature, name: "table.size" });
  one(op.tableFill, table, { feature, name: "table.fill", cost: 40 });
};

const defineBulk = (): void => {
  const { index, memory, memoryInit, memoryCopy, tableInit, tableCopy } = immediates;
  const feature = "bulk-memory" as const;
  one(op.memoryInit, memoryInit, { feature, name: "memory.init", cost: 20 });
  one(0x109, index, { feature, name: "data.drop", cost: 4 });
  one(op.memoryCopy, memoryCopy, { feature, name: "memory.copy", cost: 20 });
  one(op.memoryFill, memory, { feature, name: "memory.fill", cost: 20 });
  one(op.tableInit, tableInit, { feature, name: "table.init", cost: 40 });
  one(0x10d, index, { feature, name: "elem.drop", cost: 4 });
  one(op.tableCopy, tableCopy, { feature, name: "table.copy", cost: 40 });
};

/** Unassigned numbers in the vector range. */
const vectorHoles = [
  0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0, 0xd2, 0xd3, 0xd4, 0xe2,
  0xee,
];

const defineVectors = (): void => {
  const { unknown, none, memoryArgument, memoryArgumentLane, bytes16, byte } = immediates;
  const feature = "simd" as const;
  define(0x200, 0x20b, memoryArgument, { feature });
  define(0x20c, 0x20d, bytes16, { feature });
  define(0x20e, 0x214, none, { feature });
  define(0x215, 0x222, byte, { feature });
  define(0x223, 0x253, none, { feature });
  define(0x254, 0x25b, memoryArgumentLane, { feature });
  define(0x25c, 0x25d, memoryArgument, { feature });
  define(0x25e, 0x2ff, none, { feature });
  for (const hole of vectorHoles) one(0x200 + hole, unknown);
  define(0x300, 0x313, none, { feature: "relaxed-simd" });
};

const defineAtomics = (): void => {
  const { memoryArgument, byte } = immediates;
  const feature = "threads" as const;
  define(0x400, 0x402, memoryArgument, { feature, cost: 40 });
  one(0x403, byte, { feature, name: "atomic.fence", cost: 10 });
  define(0x410, 0x44e, memoryArgument, { feature, cost: 20 });
};

defineControl();
defineNumeric();
defineReferences();
defineBulk();
defineVectors();
defineAtomics();
