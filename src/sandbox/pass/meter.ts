/**
 * The second walk: rewrites a function with a charge before each basic block.
 *
 * The fuel is kept in a global. While a function runs without calling anything, the fuel is kept in an extra local,
 * because a global is in memory and a local can be in a register. `Where` says which of them is current. The global
 * must be current wherever other code may read it: before a call, before a throw and at every exit. Where paths join
 * (at a label), they must agree on the place: see `home`.
 *
 * Every block is charged before it runs. Whether the fuel has dropped below zero is checked at the function's entry, at
 * the head of every loop, in every block that calls or leaves, at every instruction charged by length, and otherwise
 * before the fuel goes back into the global. So a guest can overdraw by at most the rest of one function, without a
 * loop or a call, before it traps. Nothing outside the function ever sees a negative figure, except after that trap.
 */
import type { Construct, Point, ScannedFunction } from "./function-scan.ts";
import { op } from "./opcodes.ts";
import { cursorOver, readU32 } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** The fuel, and the flag for refused memory. */
export const addedGlobals = 2;

/** Where the current figure is: in the added local, in the global, or in both. */
type Where = "local" | "global" | "both";

/** Indices of what the metering adds to a module and to a function. */
export interface MeterPlaces {
  readonly fuelGlobal: number;
  readonly refusedGlobal: number;
  /** i64. */
  readonly fuelLocal: number;
  /** i32; present only if the function has an instruction charged by length. */
  readonly lengthLocal: number;
}

const code = {
  if: 0x04,
  end: 0x0b,
  unreachable: 0x00,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Eq: 0x46,
  i64LessSigned: 0x53,
  i64Subtract: 0x7d,
  i64ShiftLeft: 0x86,
  i64ShiftRight: 0x88,
  i64FromUnsigned: 0xad,
  nothing: 0x40,
} as const;

/**
 * Price of an instruction charged by length, as a shift: fuel = length << shift, or length >> -shift if negative. Eight
 * bytes of memory cost 1; a table element 64; a new page of memory 1,024, because each first touch of a new page causes
 * page faults.
 */
export const lengthShift: ReadonlyMap<number, number> = new Map([
  [op.memoryInit, -3],
  [op.memoryCopy, -3],
  [op.memoryFill, -3],
  [op.tableInit, 6],
  [op.tableCopy, 6],
  [op.tableFill, 6],
  [op.tableGrow, 6],
  [op.memoryGrow, 10],
]);

/**
 * Where the fuel is at a label. The local is better, above all in loops. Outside loops, if the construct contains a
 * call anyway, the global saves moving the figure back and forth. At the end of the function it must be the global.
 */
const home = (construct: Construct, isFunction: boolean): "local" | "global" =>
  isFunction || (!construct.insideLoop && construct.calls) ? "global" : "local";

/** Writes a function's instructions from `source`, starting at the entry point. */
export const writeMetered = (source: Uint8Array, scanned: ScannedFunction, places: MeterPlaces, out: Writer): void => {
  const { points } = scanned;
  const entry = points[0]!;
  const whole = entry.construct;
  let where: Where = "global";
  /** The local may be negative and has not been checked yet. True only while the fuel is in the local. */
  let unasked = false;
  let copied = entry.start;
  const atIf = new Map<Construct, { readonly where: Where; readonly unasked: boolean }>();

  const get = (instruction: number, index: number): void => {
    out.byte(instruction);
    out.u32(index);
  };
  const trapBelowZero = (): void => {
    get(code.localGet, places.fuelLocal);
    out.raw([code.i64Const, 0, code.i64LessSigned, code.if, code.nothing, code.unreachable, code.end]);
    unasked = false;
  };
  const toGlobal = (): void => {
    if (where !== "local") return;
    get(code.localGet, places.fuelLocal);
    get(code.globalSet, places.fuelGlobal);
    if (unasked) trapBelowZero();
    where = "both";
  };
  const toLocal = (): void => {
    if (where !== "global") return;
    get(code.globalGet, places.fuelGlobal);
    get(code.localSet, places.fuelLocal);
    where = "both";
  };
  const homeOf = (construct: Construct): "local" | "global" => home(construct, construct === whole);
  const goHome = (construct: Construct): void => (homeOf(construct) === "local" ? toLocal() : toGlobal());
  const getFuel = (): void =>
    where === "global" ? get(code.globalGet, places.fuelGlobal) : get(code.localGet, places.fuelLocal);

  /** Takes the new figure from the stack, stores it in both places and traps if it is negative. */
  const keepAndAsk = (): void => {
    get(code.localTee, places.fuelLocal);
    get(code.globalSet, places.fuelGlobal);
    trapBelowZero();
    where = "both";
  };
  const charge = (point: Point): void => {
    if (point.cost === 0) return;
    getFuel();
    out.byte(code.i64Const);
    out.signed(point.cost);
    out.byte(code.i64Subtract);
    // A loop writes its fuel to the global on every iteration, so that the figure is roughly right after a trap in the
    // loop.
    if (point.leaves || point === entry || point.code === op.loop) return keepAndAsk();
    get(code.localSet, places.fuelLocal);
    where = "local";
    unasked = true;
  };
  /** Expects a length on the stack and leaves it there. */
  const chargeLength = (shift: number): void => {
    get(code.localTee, places.lengthLocal);
    getFuel();
    get(code.localGet, places.lengthLocal);
    out.byte(code.i64FromUnsigned);
    out.byte(code.i64Const);
    out.signed(Math.abs(shift));
    out.byte(shift < 0 ? code.i64ShiftRight : code.i64ShiftLeft);
    out.byte(code.i64Subtract);
    keepAndAsk();
  };
  /** Expects the result of memory.grow on the stack and leaves it there. */
  const noteRefusal = (): void => {
    get(code.localTee, places.lengthLocal);
    out.raw([code.i32Const, 0x7f, code.i32Eq, code.if, code.nothing, code.i32Const, 1]);
    get(code.globalSet, places.refusedGlobal);
    out.byte(code.end);
    get(code.localGet, places.lengthLocal);
  };
  const copyTo = (end: number): void => {
    out.copy(source, copied, end);
    copied = end;
  };

  /** At a label: it is not known which path was taken, and not all of them may have checked the fuel. */
  const arriveAt = (construct: Construct): void => {
    where = homeOf(construct);
    unasked = where === "local";
  };
  const writeEnd = (point: Point, construct: Construct): void => {
    const joins =
      construct === whole || (construct.kind !== op.loop && (construct.kind !== op.block || construct.targeted));
    if (joins) goHome(construct);
    copyTo(point.end);
    if (joins) arriveAt(construct);
  };
  const writeIf = (point: Point, construct: Construct): void => {
    // Without an else, a false condition goes straight to the end.
    if (!construct.hasElse) goHome(construct);
    atIf.set(construct, { where, unasked });
    copyTo(point.end);
  };
  /** Ends the preceding arm, which continues at the construct's label. */
  const endArm = (point: Point, construct: Construct): void => {
    goHome(construct);
    copyTo(point.end);
  };

  /** Renumbers a reference to a module's own global if the fuel globals are imported and precede it. */
  const moveGlobal = (point: Point): void => {
    get(point.code, readU32(cursorOver(source, point.start + 1, point.end)) + addedGlobals);
    copied = point.end;
  };

  const write = (point: Point): void => {
    const { construct } = point;
    switch (point.code) {
      case op.loop:
        toLocal();
        copyTo(point.end);
        // A later iteration may arrive without a check, but the loop's head always checks.
        where = "local";
        return;
      case op.if:
        return writeIf(point, construct!);
      case op.else:
        endArm(point, construct!);
        ({ where, unasked } = atIf.get(construct!)!);
        return;
      case op.catch:
      case op.catchAll:
        endArm(point, construct!);
        // The throwing code had put the fuel into the global.
        where = "global";
        unasked = false;
        return;
      case op.delegate:
        endArm(point, construct!);
        return arriveAt(construct!);
      case op.end:
        return writeEnd(point, construct!);
      case op.br:
      case op.brIf:
        return goHome(construct!);
      case op.brTable:
        return point.targets.forEach(goHome);
      case op.call:
      case op.callIndirect:
        toGlobal();
        copyTo(point.end);
        where = "global";
        return;
      case op.block:
      case op.try:
        return;
      case op.globalGet:
      case op.globalSet:
        return moveGlobal(point);
      default: {
        const shift = lengthShift.get(point.code);
        if (shift === undefined) return toGlobal();
        chargeLength(shift);
        copyTo(point.end);
        if (point.code === op.memoryGrow) noteRefusal();
      }
    }
  };

  charge(entry);
  for (let index = 1; index < points.length; index += 1) {
    const point = points[index]!;
    copyTo(point.start);
    write(point);
    copyTo(point.end);
    charge(point);
  }
};
