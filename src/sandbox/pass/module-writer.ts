/** Puts a module together again: capped, metered, with the globals that the pass adds, and without custom sections. */
import { scanFunction, type ScannedFunction } from "./function-scan.ts";
import type { Gate } from "./instructions.ts";
import { checkValueType } from "./instructions.ts";
import type { Capped, CappedModule } from "./limits.ts";
import { writeMetered } from "./meter.ts";
import { section, sectionOrder } from "./module-reader.ts";
import { cursorOver, readByte, readU32 } from "./reader.ts";
import { functionTooLarge } from "./refusals.ts";
import type { ModuleShape, Span } from "./shape.ts";
import { fuelExport, memoryRefusedExport } from "./types.ts";
import { createWriter, type Writer } from "./writer.ts";

const exportOfGlobal = 0x03;
/** i64, mutable, 0: nothing runs before the host has given fuel. */
const fuelGlobal = [0x7e, 0x01, 0x42, 0x00, 0x0b];
/** i32, mutable, 0. */
const refusedGlobal = [0x7f, 0x01, 0x41, 0x00, 0x0b];

/** A section of so many entries, of which the original ones are copied and others come after them. */
const extended = (
  bytes: Uint8Array,
  original: Span | undefined,
  added: number,
  write: () => void,
  out: Writer,
): void => {
  if (original === undefined) {
    out.u32(added);
  } else {
    const cursor = cursorOver(bytes, original.start, original.end);
    out.u32(readU32(cursor) + added);
    out.copy(bytes, cursor.position, original.end);
  }
  write();
};

const writeLimits = ({ initial, maximum }: Capped, out: Writer): void => {
  out.byte(1);
  out.u32(initial);
  out.u32(maximum);
};

/** Far above what compilers write; without it, one function of many megabytes would cost the pass some hundreds of them. */
const functionBytes = 1 << 20;

type FunctionWriter = typeof writeMetered;

interface ScannedBody {
  readonly scanned: ScannedFunction;
  /** Of the groups of locals: how many, and where they are. */
  readonly groups: number;
  readonly groupsAt: Span;
  readonly parameters: number;
  readonly locals: number;
}

const scanBody = (
  bytes: Uint8Array,
  span: Span,
  functionIndex: number,
  shape: ModuleShape,
  gate: Gate,
): ScannedBody => {
  const size = span.end - span.start;
  if (size > functionBytes) throw functionTooLarge(size, functionBytes, { offset: span.start, functionIndex });
  const cursor = cursorOver(bytes, span.start, span.end);
  const groups = readU32(cursor);
  const start = cursor.position;
  let locals = 0;
  for (let group = 0; group < groups; group += 1) {
    locals += readU32(cursor);
    checkValueType(readByte(cursor), gate, { offset: cursor.position - 1, functionIndex });
  }
  const groupsAt = { start, end: cursor.position };
  const scanned = scanFunction(cursor, shape, gate, functionIndex, locals);
  const parameters = shape.types[shape.functionTypes[functionIndex] ?? -1]?.parameters ?? 0;
  return { scanned, groups, groupsAt, parameters, locals };
};

/** Throws what {@link writeModule} would throw for what it finds in functions, and writes nothing. */
export const checkFunctions = (bytes: Uint8Array, shape: ModuleShape, gate: Gate): void =>
  shape.bodies.forEach((span, index) => {
    scanBody(bytes, span, shape.importedFunctions + index, shape, gate);
  });

const writeBody = (bytes: Uint8Array, body: ScannedBody, globals: number, write: FunctionWriter, out: Writer): void => {
  const { scanned, groups, groupsAt, parameters, locals } = body;
  out.u32(groups + (scanned.chargesByLength ? 2 : 1));
  out.copy(bytes, groupsAt.start, groupsAt.end);
  out.raw([1, 0x7e]);
  if (scanned.chargesByLength) out.raw([1, 0x7f]);
  const fuelLocal = parameters + locals;
  const places = { fuelGlobal: globals, refusedGlobal: globals + 1, fuelLocal, lengthLocal: fuelLocal + 1 };
  write(bytes, scanned, places, out);
};

const writeCode = (bytes: Uint8Array, shape: ModuleShape, gate: Gate, write: FunctionWriter, out: Writer): void => {
  out.u32(shape.bodies.length);
  shape.bodies.forEach((span, index) => {
    const functionIndex = shape.importedFunctions + index;
    const body = scanBody(bytes, span, functionIndex, shape, gate);
    out.sized((inner) => writeBody(bytes, body, shape.globals, write, inner));
  });
};

const writeContents = (
  id: number,
  bytes: Uint8Array,
  shape: ModuleShape,
  capped: CappedModule,
  gate: Gate,
  write: FunctionWriter,
  out: Writer,
): void => {
  const original = shape.sections.get(id);
  if (id === section.memory) {
    out.u32(capped.memories.length);
    for (const memory of capped.memories) writeLimits(memory, out);
  } else if (id === section.table) {
    out.u32(capped.tables.length);
    capped.tables.forEach((table, index) => {
      out.byte(shape.tables[index]!.elementType);
      writeLimits(table, out);
    });
  } else if (id === section.global) {
    extended(bytes, original, 2, () => out.raw([...fuelGlobal, ...refusedGlobal]), out);
  } else if (id === section.export) {
    const add = (name: string, index: number): void => {
      out.name(name);
      out.byte(exportOfGlobal);
      out.u32(index);
    };
    const both = (): void => {
      add(fuelExport, shape.globals);
      add(memoryRefusedExport, shape.globals + 1);
    };
    extended(bytes, original, 2, both, out);
  } else if (id === section.code) {
    writeCode(bytes, shape, gate, write, out);
  } else if (original !== undefined) {
    out.copy(bytes, original.start, original.end);
  }
};

/** Throws `sandbox.feature_refused` for what it finds in a function. A test may meter in a simpler way, to compare. */
export const writeModule = (
  bytes: Uint8Array,
  shape: ModuleShape,
  capped: CappedModule,
  gate: Gate,
  write: FunctionWriter = writeMetered,
): Uint8Array => {
  const out = createWriter(bytes.length * 2 + 256);
  const contents = createWriter(bytes.length * 2 + 256);
  out.copy(bytes, 0, 8);
  for (const id of sectionOrder) {
    const added = id === section.global || id === section.export;
    if (!added && !shape.sections.has(id)) continue;
    contents.clear();
    writeContents(id, bytes, shape, capped, gate, write, contents);
    out.byte(id);
    out.u32(contents.length);
    out.copy(contents.bytes(), 0, contents.length);
  }
  return out.bytes().slice();
};
