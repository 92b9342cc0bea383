/**
 * The first walk over a function. It finds the start and cost of each basic block, and what the metering needs to know
 * about the enclosing constructs. It writes nothing, because a block is charged before it runs but its cost is known
 * only at its end.
 */
import { createInstruction, readInstruction, type Gate } from "./instructions.ts";
import { costOf, op } from "./opcodes.ts";
import type { Cursor } from "./reader.ts";
import { invalidModule } from "./refusals.ts";
import type { FunctionType, ModuleShape } from "./shape.ts";

/** A block, loop, if or try. The first construct of a function is the function itself. */
export interface Construct {
  /** The opcode that opens it; `op.block` for the function itself. */
  readonly kind: number;
  readonly insideLoop: boolean;
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

export interface ScannedFunction {
  /** The first point is the function's entry. */
  readonly points: readonly Point[];
  readonly chargesByLength: boolean;
}

/** Instructions charged by the length that they process, so each is a point of its own. */
const byLength: ReadonlySet<number> = new Set([
  op.memoryGrow,
  op.memoryInit,
  op.memoryCopy,
  op.memoryFill,
  op.tableInit,
  op.tableCopy,
  op.tableGrow,
  op.tableFill,
]);

/**
 * Instructions after which control does not continue with the next one: the code up to the end of the construct is
 * dead.
 */
const departures: ReadonlySet<number> = new Set([
  op.br,
  op.brTable,
  op.return,
  op.unreachable,
  op.throw,
  op.rethrow,
  op.returnCall,
  op.returnCallIndirect,
]);

/** A value moved by a call or a construct costs a quarter of a unit: one is free, a thousand are not. */
const movingCost = (type: FunctionType | undefined): number =>
  type === undefined ? 0 : (type.parameters + type.results) >> 2;

/** Until a function is optimised, the engine finds a branch's target by binary search. */
const branchingCost = (targets: number): number => 31 - Math.clz32(targets);

/** Entering a function clears its locals: four of them cost one unit. */
const entryCost = (type: FunctionType | undefined, locals: number): number => 1 + (locals >> 2) + movingCost(type);

/** `cursor` must be at the first instruction. Throws `sandbox.feature_refused` and `sandbox.invalid_module`. */
export const scanFunction = (
  cursor: Cursor,
  shape: ModuleShape,
  gate: Gate,
  functionIndex: number,
  locals: number,
): ScannedFunction => {
  const instruction = createInstruction();
  const points: Point[] = [];
  const open: Construct[] = [];
  let chargesByLength = false;
  let block: Point | undefined;
  let reachable = true;

  const mark = (
    code: number,
    start: number,
    construct: Construct | undefined,
    targets: readonly Construct[] = [],
  ): Point => {
    const point = { code, start, end: cursor.position, construct, targets, cost: 0, leaves: false };
    points.push(point);
    return point;
  };
  const begin = (point: Point, isReachable: boolean): void => {
    block = point;
    reachable = isReachable;
  };
  const charge = (cost: number): void => {
    if (block !== undefined && reachable) block.cost += cost;
  };
  const target = (depth: number): Construct => {
    const found = open[open.length - 1 - depth];
    if (found === undefined) throw invalidModule("A branch leads nowhere.", instruction.start);
    found.targeted = true;
    return found;
  };
  const openConstruct = (kind: number, calls = false): Construct => {
    const insideLoop = kind === op.loop || (open.at(-1)?.insideLoop ?? false);
    const construct = { kind, insideLoop, calls, targeted: false, hasElse: false };
    open.push(construct);
    return construct;
  };
  /** Control leaves the function, temporarily or for good. */
  const leave = (): void => {
    for (let depth = open.length - 1; depth >= 0 && !open[depth]!.calls; depth -= 1) open[depth]!.calls = true;
    if (block !== undefined) block.leaves = true;
  };
  const innermost = (): Construct => {
    const found = open.at(-1);
    if (found === undefined) throw invalidModule("A function goes on after its end.", instruction.start);
    return found;
  };

  const visitOpening = (code: number, start: number): void => {
    charge(movingCost(instruction.index < 0 ? undefined : shape.types[instruction.index]));
    const construct = openConstruct(code);
    const point = mark(code, start, construct);
    if (code === op.loop) {
      begin(point, true);
      // Every iteration costs something, even if the body is empty.
      charge(1 + movingCost(instruction.index < 0 ? undefined : shape.types[instruction.index]));
    } else if (code === op.if) begin(point, true);
  };

  const visitEnd = (code: number, start: number): void => {
    const construct = innermost();
    open.pop();
    const point = mark(code, start, construct);
    if (open.length === 0) {
      if (block !== undefined) block.leaves = true;
      return;
    }
    // A label without branches is no join: the block before it continues. A loop's label is at its head.
    const joins = construct.kind === op.if || construct.kind === op.try || construct.targeted;
    if (construct.kind !== op.loop && joins) begin(point, true);
  };

  const visit = (code: number, start: number): void => {
    switch (code) {
      case op.block:
      case op.loop:
      case op.if:
      case op.try:
        return visitOpening(code, start);
      case op.end:
        return visitEnd(code, start);
      case op.else:
        innermost().hasElse = true;
        return begin(mark(code, start, innermost()), true);
      case op.catch:
      case op.catchAll:
        return begin(mark(code, start, innermost()), true);
      case op.delegate: {
        const ended = innermost();
        open.pop();
        return begin(mark(code, start, ended), true);
      }
      case op.br:
      case op.brIf:
        return begin(mark(code, start, target(instruction.index)), code === op.brIf);
      case op.brTable:
        charge(branchingCost(instruction.labels.length));
        return begin(mark(code, start, undefined, [...new Set(instruction.labels.map(target))]), false);
      case op.call:
      case op.callIndirect: {
        const type = code === op.call ? shape.functionTypes[instruction.index]! : instruction.index;
        charge(movingCost(shape.types[type]));
        leave();
        mark(code, start, undefined);
        return;
      }
      case op.globalGet:
      case op.globalSet:
        if (shape.sharedFuel && instruction.index >= shape.importedGlobals) mark(code, start, undefined);
        return;
      default:
        if (departures.has(code)) {
          leave();
          begin(mark(code, start, undefined), false);
        } else if (byLength.has(code)) {
          chargesByLength = true;
          mark(code, start, undefined);
        }
    }
  };

  begin(mark(op.block, cursor.position, openConstruct(op.block)), true);
  charge(entryCost(shape.types[shape.functionTypes[functionIndex] ?? -1], locals));
  while (open.length > 0) {
    readInstruction(cursor, instruction, gate, functionIndex);
    const { code, start } = instruction;
    if (code !== op.loop) charge(costOf[code]!);
    visit(code, start);
  }
  if (cursor.position !== cursor.end) throw invalidModule("A function goes on after its end.", cursor.position);
  return { points, chargesByLength };
};
