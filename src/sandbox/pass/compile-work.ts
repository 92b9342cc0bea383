/**
 * Estimates how much work a function is for the engine's compilers. Without a limit, 240 KB of code make them use all
 * memory, which ends the whole process: their memory belongs to no worker, fuel does not count it, and a compilation
 * cannot be interrupted.
 *
 * The unit is an ordinary instruction, for which V8's compilers need about 400 bytes and 2 to 4 µs. The other weights were
 * measured on Node.js 20, 22 and 24 with functions that repeat one construct (bench/compile-work.ts). What grows with the
 * product of two numbers is counted as a product.
 */
import { op } from "./opcodes.ts";
import type { FunctionType } from "./shape.ts";
import { stackChangeOf } from "./stack-changes.ts";

/**
 * Limit for one function. At the limit, the compilers need up to 300 MB and 5 seconds of one core. The largest function
 * known (190 KB, in Prisma's engine) is 216,000.
 */
export const mostFunctionWork = 500_000;

/**
 * Limit for a module. In addition to what one function may have, work may grow with the size: compiled programs have 0.6
 * to 1.2 for each byte.
 */
export const mostModuleWork = (bytes: number): number => mostFunctionWork + 2 * bytes;

/** What the metering adds, in instructions: to charge a basic block, and to charge by a length. */
const charging = { block: 8, length: 16 } as const;

/** Instructions that cost more, by number, with the additional units. */
const expensive: readonly (readonly [first: number, last: number, units: number])[] = [
  [op.call, op.call, 4],
  [op.callIndirect, op.callIndirect, 16],
  [op.returnCall, op.returnCall, 4],
  [op.returnCallIndirect, op.returnCallIndirect, 16],
  // Loads and stores, also of vectors, and atomic instructions.
  [0x28, 0x35, 2],
  [0x36, 0x3e, 1],
  [0x200, 0x20b, 2],
  [0x254, 0x25d, 2],
  [0x400, 0x44e, 1],
  // Divisions and remainders.
  [0x6d, 0x70, 3],
  [0x7f, 0x82, 3],
  // Conversions of floats to integers: those that trap, then those that saturate.
  [0xa8, 0xab, 20],
  [0xae, 0xb1, 20],
  [0x100, 0x107, 40],
  // table.get and table.set.
  [0x25, 0x26, 40],
  // These call a function of the engine.
  [op.memoryGrow, op.memoryGrow, 10],
  [op.memoryInit, op.tableFill, 10],
];
const extraOf = new Uint8Array(0x500);
for (const [first, last, units] of expensive) extraOf.fill(units, first, last + 1);

/** A value that a call, or a block with parameters, moves. */
const perValue = 2;
/** A value of an exception is stored in pieces of 16 bits, each with code of its own. */
const perThrownValue = 40;
/** A value that a branch takes along, for each target. */
const perBranchedValue = 1 / 4;
/** A target of a `br_table`. Node.js 24 does not come to an end if one block is the target of more than 131,072. */
const perTarget = 4;
/**
 * Live values are locals and operands. The compilers copy them at each construct, compare them at each branch, and search
 * them when they run out of registers.
 */
const perLiveValue = { construct: 1 / 10, branch: 1 / 50, instruction: 1 / 10_000 } as const;
/** The search for loops: for each pair of an instruction and a loop, and of a loop and a loop around it. */
const perLoop = { instruction: 1 / 2_000, outerLoop: 1 / 10 } as const;

export interface FunctionWork {
  /** Parameters and other locals. */
  readonly locals: number;
  /** Operands on the stack. Exact where the code can be reached. */
  height: number;
  highest: number;
  instructions: number;
  units: number;
  loops: number;
  /** Loops around the current instruction. */
  depth: number;
}

export const createFunctionWork = (locals: number): FunctionWork => ({
  locals,
  height: 0,
  highest: 0,
  instructions: 0,
  units: 0,
  loops: 0,
  depth: 0,
});

export const countInstruction = (work: FunctionWork, code: number): void => {
  work.instructions += 1;
  work.units += extraOf[code]!;
  work.height += stackChangeOf[code]!;
  if (work.height > work.highest) work.highest = work.height;
};

/** A basic block begins, or an instruction is charged by length. */
export const countCharge = (work: FunctionWork, kind: keyof typeof charging): void => {
  work.instructions += charging[kind];
};

export const countCall = (work: FunctionWork, { parameters, results }: FunctionType): void => {
  work.units += (parameters + results) * perValue;
  work.height += results - parameters;
  if (work.height > work.highest) work.highest = work.height;
};

/** An exception with this many values is thrown or caught. */
export const countException = (work: FunctionWork, values: number): void => {
  work.units += values * perThrownValue;
};

/** A construct opens. `isLoop` must be given to {@link countEnd} as well. */
export const countConstruct = (work: FunctionWork, isLoop: boolean, parameters: number, results: number): void => {
  work.units += (work.locals + work.height) * perLiveValue.construct + (parameters + results) * perValue;
  if (!isLoop) return;
  work.loops += 1;
  work.units += work.depth * perLoop.outerLoop;
  work.depth += 1;
};

export const countEnd = (work: FunctionWork, isLoop: boolean): void => {
  if (isLoop) work.depth -= 1;
};

/**
 * A branch; a `br_table` has several targets, and one for all other numbers. `values` is the number of values that they take
 * along, all targets together.
 */
export const countBranch = (work: FunctionWork, targets: number, values: number): void => {
  work.units += values * perBranchedValue;
  work.units += targets * (work.locals + work.height) * perLiveValue.branch;
  if (targets > 1) work.units += targets * perTarget;
};

/** The estimate for the whole function, once all of it was counted. */
export const unitsOf = ({ locals, highest, instructions, units, loops }: FunctionWork): number => {
  const perInstruction = 1 + (locals + highest) * perLiveValue.instruction + loops * perLoop.instruction;
  return Math.ceil(units + instructions * perInstruction);
};
