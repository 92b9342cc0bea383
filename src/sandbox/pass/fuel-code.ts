/** The code that the metering inserts: to move the remaining fuel, to charge it, and to trap when it is used up. */
import { op } from "./opcodes.ts";
import type { Construct, Point } from "./scan-state.ts";
import type { Writer } from "./writer.ts";

/** The fuel, and the flag for refused memory. */
export const addedGlobals = 2;

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

/** Where the current figure is: in the added local, in the global, or in both. */
type Where = "local" | "global" | "both";

export interface Figure {
  where: Where;
  /** The local may be negative and has not been checked yet. True only while the fuel is in the local. */
  unchecked: boolean;
}

/** The function being written, up to the current point. */
export interface Meter extends Figure {
  readonly source: Uint8Array;
  readonly places: MeterPlaces;
  readonly out: Writer;
  readonly entry: Point;
  /** Where the figure was at an `if`, for its `else`. */
  readonly atIf: Map<Construct, Readonly<Figure>>;
  /** Offset in `source` up to which everything is written. */
  copied: number;
}

export const writeIndexed = ({ out }: Meter, instruction: number, index: number): void => {
  out.byte(instruction);
  out.u32(index);
};

export const copyTo = (meter: Meter, end: number): void => {
  meter.out.copy(meter.source, meter.copied, end);
  meter.copied = end;
};

const trapBelowZero = (meter: Meter): void => {
  writeIndexed(meter, code.localGet, meter.places.fuelLocal);
  meter.out.raw([code.i64Const, 0, code.i64LessSigned, code.if, code.nothing, code.unreachable, code.end]);
  meter.unchecked = false;
};

export const toGlobal = (meter: Meter): void => {
  if (meter.where !== "local") return;
  writeIndexed(meter, code.localGet, meter.places.fuelLocal);
  writeIndexed(meter, code.globalSet, meter.places.fuelGlobal);
  if (meter.unchecked) trapBelowZero(meter);
  meter.where = "both";
};

export const toLocal = (meter: Meter): void => {
  if (meter.where !== "global") return;
  writeIndexed(meter, code.globalGet, meter.places.fuelGlobal);
  writeIndexed(meter, code.localSet, meter.places.fuelLocal);
  meter.where = "both";
};

const getFuel = (meter: Meter): void =>
  meter.where === "global"
    ? writeIndexed(meter, code.globalGet, meter.places.fuelGlobal)
    : writeIndexed(meter, code.localGet, meter.places.fuelLocal);

/** Takes the new figure from the stack, stores it in both places and traps if it is negative. */
const keepAndCheck = (meter: Meter): void => {
  writeIndexed(meter, code.localTee, meter.places.fuelLocal);
  writeIndexed(meter, code.globalSet, meter.places.fuelGlobal);
  trapBelowZero(meter);
  meter.where = "both";
};

/** Charges for the basic block that begins after the point. */
export const chargeBlock = (meter: Meter, point: Point): void => {
  if (point.cost === 0) return;
  getFuel(meter);
  meter.out.byte(code.i64Const);
  meter.out.signed(point.cost);
  meter.out.byte(code.i64Subtract);
  // A loop writes its fuel to the global on every iteration, so that the figure is roughly right after a trap in the
  // loop.
  if (point.leaves || point === meter.entry || point.code === op.loop) return keepAndCheck(meter);
  writeIndexed(meter, code.localSet, meter.places.fuelLocal);
  meter.where = "local";
  meter.unchecked = true;
};

/** Expects a length on the stack and leaves it there. */
export const chargeLength = (meter: Meter, shift: number): void => {
  const { out, places } = meter;
  writeIndexed(meter, code.localTee, places.lengthLocal);
  getFuel(meter);
  writeIndexed(meter, code.localGet, places.lengthLocal);
  out.raw([code.i64FromUnsigned, code.i64Const]);
  out.signed(Math.abs(shift));
  out.raw([shift < 0 ? code.i64ShiftRight : code.i64ShiftLeft, code.i64Subtract]);
  keepAndCheck(meter);
};

/** Expects the result of memory.grow on the stack and leaves it there. */
export const noteRefusal = (meter: Meter): void => {
  const { out, places } = meter;
  writeIndexed(meter, code.localTee, places.lengthLocal);
  out.raw([code.i32Const, 0x7f, code.i32Eq, code.if, code.nothing, code.i32Const, 1]);
  writeIndexed(meter, code.globalSet, places.refusedGlobal);
  out.byte(code.end);
  writeIndexed(meter, code.localGet, places.lengthLocal);
};
