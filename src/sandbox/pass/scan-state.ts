/** The state of the walk over one function, and the steps that all instructions share. */
import { countCharge, countConstruct, countEnd, type FunctionWork } from "./compile-work.ts";
import type { Instruction } from "./instructions.ts";
import { op } from "./opcodes.ts";
import type { Cursor } from "./reader.ts";
import { invalidModule, type Place } from "./refusals.ts";
import type { FunctionType, ModuleShape } from "./shape.ts";

/** A block, loop, if or try. The first construct of a function is the function itself. */
export interface Construct {
  /** The opcode that opens it; `op.block` for the function itself. */
  readonly kind: number;
  readonly insideLoop: boolean;
  readonly type: FunctionType;
  /** Height of the operand stack below its parameters. */
  readonly base: number;
  /** It contains a call or a throw, where the fuel must be in the global. */
  calls: boolean;
  /** A branch targets its label. */
  targeted: boolean;
  hasElse: boolean;
}

/** An instruction at which the metering may have to insert code. */
export interface Point {
  readonly code: number;
  /** Offset of its first byte, and of the byte after its last. */
  readonly start: number;
  readonly end: number;
  /** The construct that it opens, belongs to or ends; for a branch, the target. */
  readonly construct: Construct | undefined;
  /** The targets of a `br_table`. */
  readonly targets: readonly Construct[];
  /** Cost of the basic block that begins after it; 0 if no block, or only an unreachable one, begins there. */
  cost: number;
  /** The block that begins here runs into a call or leaves the function. */
  leaves: boolean;
}

/** What the scan knows about the code before the current instruction. */
export interface Scan {
  readonly cursor: Cursor;
  readonly shape: ModuleShape;
  readonly functionIndex: number;
  readonly instruction: Instruction;
  readonly points: Point[];
  /** The constructs around the current instruction, innermost last. */
  readonly open: Construct[];
  readonly work: FunctionWork;
  /** Where the current basic block begins. */
  block: Point | undefined;
  reachable: boolean;
  chargesByLength: boolean;
}

/** The current instruction, for an error. */
const placeOf = ({ instruction, functionIndex }: Scan): Place => ({ offset: instruction.start, functionIndex });

export const mark = (
  { points, cursor, instruction }: Scan,
  construct?: Construct,
  targets: readonly Construct[] = [],
): Point => {
  const { code, start } = instruction;
  const point = { code, start, end: cursor.position, construct, targets, cost: 0, leaves: false };
  points.push(point);
  return point;
};

/** A basic block begins after the point. */
export const begin = (scan: Scan, point: Point, isReachable: boolean): void => {
  scan.block = point;
  scan.reachable = isReachable;
  if (isReachable) countCharge(scan.work, "block");
};

export const charge = ({ block, reachable }: Scan, cost: number): void => {
  if (block !== undefined && reachable) block.cost += cost;
};

/** Control leaves the function, temporarily or for good. */
export const leave = ({ open, block }: Scan): void => {
  for (let depth = open.length - 1; depth >= 0 && !open[depth]!.calls; depth -= 1) open[depth]!.calls = true;
  if (block !== undefined) block.leaves = true;
};

export const target = (scan: Scan, depth: number): Construct => {
  const found = scan.open[scan.open.length - 1 - depth];
  if (found === undefined) throw invalidModule("a branch has a target outside of its function", placeOf(scan));
  found.targeted = true;
  return found;
};

export const innermost = (scan: Scan): Construct => {
  const found = scan.open.at(-1);
  if (found === undefined) throw invalidModule("a function continues after its end", placeOf(scan));
  return found;
};

export const openConstruct = ({ open, work }: Scan, kind: number, type: FunctionType): Construct => {
  const insideLoop = kind === op.loop || (open.at(-1)?.insideLoop ?? false);
  const base = work.height - type.parameters;
  const construct = { kind, insideLoop, type, base, calls: false, targeted: false, hasElse: false };
  open.push(construct);
  countConstruct(work, kind === op.loop, type.parameters, type.results);
  return construct;
};

export const closeConstruct = (scan: Scan): Construct => {
  const construct = innermost(scan);
  scan.open.pop();
  countEnd(scan.work, construct.kind === op.loop);
  scan.work.height = construct.base + construct.type.results;
  return construct;
};
