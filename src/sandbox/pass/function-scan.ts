/**
 * The first walk over a function. It finds the start and cost of each basic block, and what the metering needs to know
 * about the enclosing constructs. It writes nothing, because a block is charged before it runs but its cost is known
 * only at its end.
 */
import {
  countBranch,
  countCall,
  countCharge,
  countException,
  countInstruction,
  createFunctionWork,
  unitsOf,
} from "./compile-work.ts";
import { createInstruction, readInstruction, type Gate } from "./instructions.ts";
import { costOf, op } from "./opcodes.ts";
import { here, type Cursor } from "./reader.ts";
import { invalidModule } from "./refusals.ts";
import {
  begin,
  charge,
  closeConstruct,
  type Construct,
  innermost,
  leave,
  mark,
  openConstruct,
  type Point,
  type Scan,
  target,
} from "./scan-state.ts";
import { noValues, type FunctionType, type ModuleShape } from "./shape.ts";

export interface ScannedFunction {
  /** The first point is the function's entry. */
  readonly points: readonly Point[];
  readonly chargesByLength: boolean;
  /** Estimated work for the engine's compilers; see compile-work.ts. */
  readonly work: number;
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

/** A value moved by a call or a construct costs a quarter of a unit: one is free, a thousand are not. */
const movingCost = ({ parameters, results }: FunctionType): number => (parameters + results) >> 2;

/** Until a function is optimised, the engine finds a branch's target by binary search. */
const branchingCost = (targets: number): number => 31 - Math.clz32(targets);

/** The engine stores each value of an exception in pieces of 16 bits, on its heap. */
const perThrownValue = 4;

/**
 * An exception may have to unwind the function: where exceptions are allowed, this is paid in advance, because nobody
 * knows at the `throw` how deep the calls are. Unwinding 5,000 calls took 40 times as long as their fuel allowed.
 */
const unwindingCost = 100;

/** Entering a function clears its locals: four of them cost one unit. */
const entryCost = (type: FunctionType, locals: number, gate: Gate): number =>
  1 + (locals >> 2) + movingCost(type) + (gate.allows("exceptions") ? unwindingCost : 0);

const oneResult: FunctionType = { parameters: 0, results: 1, signature: "" };
const emptyBlock = -0x40;

/** The type of the block that the current instruction opens. */
const blockType = ({ instruction: { index }, shape }: Scan): FunctionType => {
  if (index < 0) return index === emptyBlock ? noValues : oneResult;
  return shape.types[index] ?? noValues;
};

const visitOpening = (scan: Scan): void => {
  const { code } = scan.instruction;
  const type = blockType(scan);
  charge(scan, movingCost(type));
  if (code === op.if) scan.work.height -= 1;
  const point = mark(scan, openConstruct(scan, code, type));
  if (code === op.loop) {
    begin(scan, point, true);
    // Every iteration costs something, even if the body is empty.
    charge(scan, 1 + movingCost(type));
  } else if (code === op.if) begin(scan, point, true);
};

const visitEnd = (scan: Scan): void => {
  const construct = closeConstruct(scan);
  const point = mark(scan, construct);
  if (scan.open.length === 0) {
    if (scan.block !== undefined) scan.block.leaves = true;
    return;
  }
  // A label without branches is no join: the block before it continues. A loop's label is at its head.
  const joins = construct.kind === op.if || construct.kind === op.try || construct.targeted;
  if (construct.kind !== op.loop && joins) begin(scan, point, true);
};

const visitElse = (scan: Scan): void => {
  const construct = innermost(scan);
  construct.hasElse = true;
  scan.work.height = construct.base + construct.type.parameters;
  begin(scan, mark(scan, construct), true);
};

const valuesOfTag = ({ instruction, shape }: Scan): number => shape.tags[instruction.index] ?? 0;

const visitCatch = (scan: Scan, values: number): void => {
  const construct = innermost(scan);
  scan.work.height = construct.base + values;
  countException(scan.work, values);
  begin(scan, mark(scan, construct), true);
  charge(scan, values * perThrownValue);
};

/** How many values a branch to this construct takes along. */
const takenBy = ({ kind, type }: Construct): number => (kind === op.loop ? type.parameters : type.results);

const visitBranch = (scan: Scan): void => {
  const { code, index } = scan.instruction;
  if (code === op.brIf) scan.work.height -= 1;
  const construct = target(scan, index);
  countBranch(scan.work, 1, takenBy(construct));
  begin(scan, mark(scan, construct), code === op.brIf);
};

const visitBranchTable = (scan: Scan): void => {
  const { labels } = scan.instruction;
  scan.work.height -= 1;
  charge(scan, branchingCost(labels.length));
  const targets = labels.map((label) => target(scan, label));
  countBranch(
    scan.work,
    labels.length,
    targets.reduce((sum, each) => sum + takenBy(each), 0),
  );
  begin(scan, mark(scan, undefined, [...new Set(targets)]), false);
};

const visitCall = (scan: Scan): void => {
  const { shape, work, instruction } = scan;
  const isDirect = instruction.code === op.call;
  const type = shape.types[isDirect ? shape.functionTypes[instruction.index]! : instruction.index] ?? noValues;
  if (!isDirect) work.height -= 1;
  countCall(work, type);
  charge(scan, movingCost(type));
  leave(scan);
  mark(scan);
};

/** Control does not continue with the next instruction: the code up to the end of the construct is dead. */
const visitDeparture = (scan: Scan): void => {
  leave(scan);
  begin(scan, mark(scan), false);
};

const visitThrow = (scan: Scan, values: number): void => {
  countException(scan.work, values);
  charge(scan, values * perThrownValue);
  visitDeparture(scan);
};

/** An instruction that may need more than its price. */
const visit = (scan: Scan): void => {
  const { code, index } = scan.instruction;
  switch (code) {
    case op.block:
    case op.loop:
    case op.if:
    case op.try:
      return visitOpening(scan);
    case op.end:
      return visitEnd(scan);
    case op.else:
      return visitElse(scan);
    case op.catch:
      return visitCatch(scan, valuesOfTag(scan));
    case op.catchAll:
      return visitCatch(scan, 0);
    case op.delegate:
      return begin(scan, mark(scan, closeConstruct(scan)), true);
    case op.br:
    case op.brIf:
      return visitBranch(scan);
    case op.brTable:
      return visitBranchTable(scan);
    case op.call:
    case op.callIndirect:
      return visitCall(scan);
    case op.globalGet:
    case op.globalSet:
      if (scan.shape.sharedFuel && index >= scan.shape.importedGlobals) mark(scan);
      return;
    case op.throw:
      return visitThrow(scan, valuesOfTag(scan));
    case op.return:
    case op.unreachable:
    case op.rethrow:
    case op.returnCall:
    case op.returnCallIndirect:
      return visitDeparture(scan);
    default:
      if (!byLength.has(code)) return;
      scan.chargesByLength = true;
      countCharge(scan.work, "length");
      mark(scan);
  }
};

const createScan = (cursor: Cursor, shape: ModuleShape, functionIndex: number, locals: number): Scan => ({
  cursor,
  shape,
  functionIndex,
  instruction: createInstruction(),
  points: [],
  open: [],
  work: createFunctionWork(locals),
  block: undefined,
  reachable: true,
  chargesByLength: false,
});

/**
 * `cursor` must be at the first instruction; `locals` does not include the parameters. Throws `sandbox.feature_refused`
 * and `sandbox.invalid_module`.
 */
export const scanFunction = (
  cursor: Cursor,
  shape: ModuleShape,
  gate: Gate,
  functionIndex: number,
  locals: number,
): ScannedFunction => {
  const type = shape.types[shape.functionTypes[functionIndex] ?? -1] ?? noValues;
  const scan = createScan(cursor, shape, functionIndex, locals + type.parameters);
  const { instruction, open, work } = scan;
  instruction.code = op.block;
  instruction.start = cursor.position;
  // The parameters are locals, not operands.
  begin(scan, mark(scan, openConstruct(scan, op.block, { ...type, parameters: 0 })), true);
  charge(scan, entryCost(type, locals, gate));
  while (open.length > 0) {
    readInstruction(cursor, instruction, gate, functionIndex);
    const { code } = instruction;
    countInstruction(work, code);
    if (code !== op.loop) charge(scan, costOf[code]!);
    visit(scan);
  }
  if (cursor.position !== cursor.end)
    throw invalidModule("a function continues after its end", { ...here(cursor), functionIndex });
  return { points: scan.points, chargesByLength: scan.chargesByLength, work: unitsOf(work) };
};
