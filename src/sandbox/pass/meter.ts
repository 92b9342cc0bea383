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
import {
  addedGlobals,
  chargeBlock,
  chargeLength,
  copyTo,
  type Figure,
  lengthShift,
  type Meter,
  type MeterPlaces,
  noteRefusal,
  toGlobal,
  toLocal,
  writeIndexed,
} from "./fuel-code.ts";
import type { ScannedFunction } from "./function-scan.ts";
import { op } from "./opcodes.ts";
import { cursorOver, readU32 } from "./reader.ts";
import type { Construct, Point } from "./scan-state.ts";
import type { Writer } from "./writer.ts";

const isFunction = ({ entry }: Meter, construct: Construct): boolean => construct === entry.construct;

/**
 * Where the fuel is at a label. The local is better, above all in loops. Outside loops, if the construct contains a
 * call anyway, the global saves moving the figure back and forth. At the end of the function it must be the global.
 */
const home = (meter: Meter, construct: Construct): "local" | "global" =>
  isFunction(meter, construct) || (!construct.insideLoop && construct.calls) ? "global" : "local";

const goHome = (meter: Meter, construct: Construct): void =>
  home(meter, construct) === "local" ? toLocal(meter) : toGlobal(meter);

/** At a label: it is not known which path was taken, and not all of them may have checked the fuel. */
const arriveAt = (meter: Meter, construct: Construct): void => {
  meter.where = home(meter, construct);
  meter.unchecked = meter.where === "local";
};

const writeLoop = (meter: Meter, point: Point): void => {
  toLocal(meter);
  copyTo(meter, point.end);
  // A later iteration may arrive without a check, but the loop's head always checks.
  meter.where = "local";
};

const writeIf = (meter: Meter, point: Point, construct: Construct): void => {
  // Without an else, a false condition goes straight to the end.
  if (!construct.hasElse) goHome(meter, construct);
  meter.atIf.set(construct, { where: meter.where, unchecked: meter.unchecked });
  copyTo(meter, point.end);
};

/** Ends the preceding arm, which continues at the construct's label; the next arm begins with the figure as given. */
const writeArm = (meter: Meter, point: Point, construct: Construct, next: Readonly<Figure>): void => {
  goHome(meter, construct);
  copyTo(meter, point.end);
  meter.where = next.where;
  meter.unchecked = next.unchecked;
};

/** In a `catch`: the code that threw had put the fuel into the global. */
const caught: Readonly<Figure> = { where: "global", unchecked: false };

const writeEnd = (meter: Meter, point: Point, construct: Construct): void => {
  const isJoin =
    isFunction(meter, construct) || (construct.kind !== op.loop && (construct.kind !== op.block || construct.targeted));
  if (isJoin) goHome(meter, construct);
  copyTo(meter, point.end);
  if (isJoin) arriveAt(meter, construct);
};

const writeCall = (meter: Meter, point: Point): void => {
  toGlobal(meter);
  copyTo(meter, point.end);
  meter.where = "global";
};

/** Renumbers a reference to a module's own global if the fuel globals are imported and precede it. */
const moveGlobal = (meter: Meter, { code: instruction, start, end }: Point): void => {
  writeIndexed(meter, instruction, readU32(cursorOver(meter.source, start + 1, end)) + addedGlobals);
  meter.copied = end;
};

const writeOther = (meter: Meter, point: Point): void => {
  const shift = lengthShift.get(point.code);
  if (shift === undefined) return toGlobal(meter);
  chargeLength(meter, shift);
  copyTo(meter, point.end);
  if (point.code === op.memoryGrow) noteRefusal(meter);
};

/** Writes what the instruction at the point needs; the caller copies the instruction itself if it is not copied yet. */
const writePoint = (meter: Meter, point: Point): void => {
  const { construct } = point;
  switch (point.code) {
    case op.loop:
      return writeLoop(meter, point);
    case op.if:
      return writeIf(meter, point, construct!);
    case op.else:
      return writeArm(meter, point, construct!, meter.atIf.get(construct!)!);
    case op.catch:
    case op.catchAll:
      return writeArm(meter, point, construct!, caught);
    case op.delegate:
      goHome(meter, construct!);
      copyTo(meter, point.end);
      return arriveAt(meter, construct!);
    case op.end:
      return writeEnd(meter, point, construct!);
    case op.br:
    case op.brIf:
      return goHome(meter, construct!);
    case op.brTable:
      return point.targets.forEach((target) => goHome(meter, target));
    case op.call:
    case op.callIndirect:
      return writeCall(meter, point);
    case op.block:
    case op.try:
      return;
    case op.globalGet:
    case op.globalSet:
      return moveGlobal(meter, point);
    default:
      return writeOther(meter, point);
  }
};

/** Writes a function's instructions from `source`, starting at the entry point. */
export const writeMetered = (source: Uint8Array, scanned: ScannedFunction, places: MeterPlaces, out: Writer): void => {
  const { points } = scanned;
  const entry = points[0]!;
  const meter: Meter = {
    source,
    places,
    out,
    entry,
    atIf: new Map(),
    copied: entry.start,
    where: "global",
    unchecked: false,
  };
  chargeBlock(meter, entry);
  for (let index = 1; index < points.length; index += 1) {
    const point = points[index]!;
    copyTo(meter, point.start);
    writePoint(meter, point);
    copyTo(meter, point.end);
    chargeBlock(meter, point);
  }
};
