/**
 * How much each instruction changes the height of the operand stack. The effect of calls, blocks, branches, `throw` and
 * `catch` depends on types; it is 0 here, and the scan adds it. Sources: the core specification 2.0, chapter 3.3, and the
 * proposals for threads and relaxed SIMD.
 */
import { op } from "./opcodes.ts";

type Range = readonly [first: number, last: number];

const vector = (first: number, last = first): Range => [0x200 + first, 0x200 + last];
const atomic = (first: number, last = first): Range => [0x400 + first, 0x400 + last];

/** Instructions by their effect. An instruction that is not listed pops as many values as it pushes. */
const changes: readonly (readonly [number, readonly Range[]])[] = [
  // local.get, global.get, memory.size, constants, ref.null, ref.func, table.size, v128.const
  [
    1,
    [[0x20, 0x20], [0x23, 0x23], [0x3f, 0x3f], [0x41, 0x44], [0xd0, 0xd0], [0xd2, 0xd2], [0x110, 0x110], vector(0x0c)],
  ],
  // drop, local.set, global.set, comparisons and arithmetic with two operands, table.grow
  [
    -1,
    [
      [0x1a, 0x1a],
      [0x21, 0x21],
      [0x24, 0x24],
      [0x46, 0x4f],
      [0x51, 0x66],
      [0x6a, 0x78],
      [0x7c, 0x8a],
      [0x92, 0x98],
    ],
  ],
  [
    -1,
    [
      [0xa0, 0xa6],
      [op.tableGrow, op.tableGrow],
    ],
  ],
  // select, table.set, stores
  [
    -2,
    [
      [0x1b, 0x1c],
      [0x26, 0x26],
      [0x36, 0x3e],
    ],
  ],
  // init, copy and fill of memories and tables
  [
    -3,
    [
      [0x108, 0x108],
      [0x10a, 0x10b],
      [0x10c, 0x10c],
      [0x10e, 0x10e],
      [0x111, 0x111],
    ],
  ],
  // shuffle and swizzle, replace_lane, comparisons, logic, load_lane
  [-1, [vector(0x0d, 0x0e), vector(0x17), vector(0x1a), vector(0x1c), vector(0x1e), vector(0x20), vector(0x22)]],
  [-1, [vector(0x23, 0x4c), vector(0x4e, 0x51), vector(0x54, 0x57)]],
  // arithmetic with two operands: lanes of 8, 16, 32 and 64 bits, then floats
  [-1, [vector(0x65, 0x66), vector(0x6b, 0x73), vector(0x76, 0x79), vector(0x7b)]],
  [-1, [vector(0x82), vector(0x85, 0x86), vector(0x8b, 0x93), vector(0x95, 0x99), vector(0x9b, 0x9f)]],
  [-1, [vector(0xab, 0xae), vector(0xb1), vector(0xb5, 0xba), vector(0xbc, 0xbf)]],
  [-1, [vector(0xcb, 0xce), vector(0xd1), vector(0xd5, 0xdf)]],
  [-1, [vector(0xe4, 0xeb), vector(0xf0, 0xf7)]],
  // relaxed SIMD with two operands
  [-1, [vector(0x100), vector(0x10d, 0x112)]],
  // v128.store, bitselect, store_lane, relaxed SIMD with three operands
  [-2, [vector(0x0b), vector(0x52), vector(0x58, 0x5b), vector(0x105, 0x10c), vector(0x113)]],
  // notify and read-modify-write; wait, stores and compare-exchange
  [-1, [atomic(0x00), atomic(0x1e, 0x47)]],
  [-2, [atomic(0x01, 0x02), atomic(0x17, 0x1d), atomic(0x48, 0x4e)]],
];

/** By instruction number. */
export const stackChangeOf = new Int8Array(0x500);
for (const [change, ranges] of changes) for (const [first, last] of ranges) stackChangeOf.fill(change, first, last + 1);
