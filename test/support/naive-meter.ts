/**
 * Metering without optimisations: every charge goes to the global at once. What the pass writes must burn exactly as
 * much fuel, wherever it keeps the figure in the meantime.
 */
import type { ScannedFunction } from "../../src/sandbox/pass/function-scan.ts";
import type { Point } from "../../src/sandbox/pass/scan-state.ts";
import { createGate } from "../../src/sandbox/pass/instructions.ts";
import { capModule } from "../../src/sandbox/pass/limits.ts";
import { lengthShift, type MeterPlaces } from "../../src/sandbox/pass/fuel-code.ts";
import { readModule } from "../../src/sandbox/pass/module-reader.ts";
import { writeModule } from "../../src/sandbox/pass/module-writer.ts";
import type { Writer } from "../../src/sandbox/pass/writer.ts";
import { permissive } from "./metered-twin.ts";

const writeNaive = (source: Uint8Array, scanned: ScannedFunction, places: MeterPlaces, out: Writer): void => {
  const indexed = (instruction: number, index: number): void => {
    out.byte(instruction);
    out.u32(index);
  };
  /** Expects the amount to subtract on the stack. */
  const subtract = (): void => {
    indexed(0x21, places.fuelLocal);
    indexed(0x23, places.fuelGlobal);
    indexed(0x20, places.fuelLocal);
    out.byte(0x7d);
    indexed(0x24, places.fuelGlobal);
    indexed(0x23, places.fuelGlobal);
    // i64.const 0, i64.lt_s, if, unreachable, end
    out.raw([0x42, 0, 0x53, 0x04, 0x40, 0x00, 0x0b]);
  };
  const charge = (cost: number): void => {
    out.byte(0x42);
    out.signed(cost);
    subtract();
  };
  const chargeLength = (point: Point): void => {
    const shift = lengthShift.get(point.code);
    if (shift === undefined) return;
    indexed(0x22, places.lengthLocal);
    indexed(0x20, places.lengthLocal);
    out.raw([0xad, 0x42]);
    out.signed(Math.abs(shift));
    out.byte(shift < 0 ? 0x88 : 0x86);
    subtract();
  };
  let copied = scanned.points[0]?.start ?? 0;
  const copyTo = (end: number): void => {
    out.copy(source, copied, end);
    copied = end;
  };
  for (const point of scanned.points) {
    copyTo(point.start);
    chargeLength(point);
    copyTo(point.end);
    if (point.cost > 0) charge(point.cost);
  }
};

export const meterNaively = (bytes: Uint8Array): Uint8Array => {
  const gate = createGate(permissive.features);
  const shape = readModule(bytes, () => {}, gate);
  return writeModule(bytes, shape, capModule(shape, permissive), gate, writeNaive);
};
