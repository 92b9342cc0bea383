/** Reassembles a module: capped, metered, with the added globals and without custom sections. */
import { scanFunction, type ScannedFunction } from "./function-scan.ts";
import { checkValueType, type Gate } from "./instructions.ts";
import type { Capped, CappedModule } from "./limits.ts";
import { mostFunctionWork, mostModuleWork } from "./compile-work.ts";
import { addedGlobals } from "./fuel-code.ts";
import { writeMetered } from "./meter.ts";
import { section, sectionOrder } from "./module-reader.ts";
import { cursorOver, readByte, readName, readU32 } from "./reader.ts";
import { functionTooComplex, functionTooLarge, moduleTooComplex } from "./refusals.ts";
import type { ModuleShape, Span } from "./shape.ts";
import { fuelExport, fuelModule, memoryRefusedExport } from "./types.ts";
import { createWriter, type Writer } from "./writer.ts";

const exportOfGlobal = 0x03;
/** i64, mutable, initially 0: nothing runs before the host provides fuel. */
const ownFuel = [0x7e, 0x01, 0x42, 0x00, 0x0b];
/** i32, mutable, 0. */
const ownRefused = [0x7f, 0x01, 0x41, 0x00, 0x0b];

/** Imported globals: name, and bytes for kind, type and mutability. */
const importedGlobals: readonly (readonly [string, readonly number[]])[] = [
  [fuelExport, [0x03, 0x7e, 0x01]],
  [memoryRefusedExport, [0x03, 0x7f, 0x01]],
];

/** A section with a given number of entries: the original ones are copied, and more are appended. */
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

/**
 * Far above what compilers emit. Without this limit, one function of many megabytes would take the pass hundreds of
 * megabytes.
 */
const functionBytes = 1 << 20;

type FunctionWriter = typeof writeMetered;

interface ScannedBody {
  readonly scanned: ScannedFunction;
  /** Number of groups of locals, and their place. */
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
  if (scanned.work > mostFunctionWork)
    throw functionTooComplex(scanned.work, mostFunctionWork, { offset: span.start, functionIndex });
  const parameters = shape.types[shape.functionTypes[functionIndex] ?? -1]?.parameters ?? 0;
  return { scanned, groups, groupsAt, parameters, locals };
};

/** Scans one function after another. Throws as soon as they are too much work for the engine's compilers. */
const scanBodies = (
  bytes: Uint8Array,
  shape: ModuleShape,
  gate: Gate,
  use: (body: ScannedBody) => void = () => undefined,
): void => {
  const limit = mostModuleWork(bytes.length);
  let work = 0;
  shape.bodies.forEach((span, index) => {
    const body = scanBody(bytes, span, shape.importedFunctions + index, shape, gate);
    work += body.scanned.work;
    if (work > limit) throw moduleTooComplex(work, limit);
    use(body);
  });
};

/** Looks for features that the policy does not allow, and for too much work, without writing anything. */
export const checkFunctions = (bytes: Uint8Array, shape: ModuleShape, gate: Gate): void =>
  scanBodies(bytes, shape, gate);

const writeBody = (
  bytes: Uint8Array,
  body: ScannedBody,
  fuelGlobal: number,
  write: FunctionWriter,
  out: Writer,
): void => {
  const { scanned, groups, groupsAt, parameters, locals } = body;
  out.u32(groups + (scanned.chargesByLength ? 2 : 1));
  out.copy(bytes, groupsAt.start, groupsAt.end);
  out.raw([1, 0x7e]);
  if (scanned.chargesByLength) out.raw([1, 0x7f]);
  const fuelLocal = parameters + locals;
  const places = { fuelGlobal, refusedGlobal: fuelGlobal + 1, fuelLocal, lengthLocal: fuelLocal + 1 };
  write(bytes, scanned, places, out);
};

const writeCode = (bytes: Uint8Array, shape: ModuleShape, gate: Gate, write: FunctionWriter, out: Writer): void => {
  const fuelGlobal = shape.sharedFuel ? shape.importedGlobals : shape.globals;
  out.u32(shape.bodies.length);
  scanBodies(bytes, shape, gate, (body) => {
    out.sized((inner) => writeBody(bytes, body, fuelGlobal, write, inner));
  });
};

const importFuel = (out: Writer): void => {
  for (const [name, description] of importedGlobals) {
    out.name(fuelModule);
    out.name(name);
    out.raw(description);
  }
};

/** The module's own exports, with its globals renumbered to come after the fuel globals. */
const writeMovedExports = (bytes: Uint8Array, original: Span, shape: ModuleShape, out: Writer): void => {
  const cursor = cursorOver(bytes, original.start, original.end);
  const count = readU32(cursor);
  out.u32(count);
  for (let entry = 0; entry < count; entry += 1) {
    const start = cursor.position;
    readName(cursor);
    out.copy(bytes, start, cursor.position);
    const kind = readByte(cursor);
    const index = readU32(cursor);
    out.byte(kind);
    out.u32(kind === exportOfGlobal && index >= shape.importedGlobals ? index + addedGlobals : index);
  }
};

const addGlobalExports = (shape: ModuleShape, out: Writer): void => {
  [fuelExport, memoryRefusedExport].forEach((name, index) => {
    out.name(name);
    out.byte(exportOfGlobal);
    out.u32(shape.globals + index);
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
  } else if (id === section.import && shape.sharedFuel) {
    extended(bytes, original, addedGlobals, () => importFuel(out), out);
  } else if (id === section.global && !shape.sharedFuel) {
    extended(bytes, original, addedGlobals, () => out.raw([...ownFuel, ...ownRefused]), out);
  } else if (id === section.export && !shape.sharedFuel) {
    extended(bytes, original, addedGlobals, () => addGlobalExports(shape, out), out);
  } else if (id === section.export && original !== undefined) {
    writeMovedExports(bytes, original, shape, out);
  } else if (id === section.code) {
    writeCode(bytes, shape, gate, write, out);
  } else if (original !== undefined) {
    out.copy(bytes, original.start, original.end);
  }
};

/**
 * Throws `sandbox.feature_refused` for an instruction that is not allowed. Tests can pass a simpler metering to compare
 * with.
 */
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
    const added = shape.sharedFuel ? id === section.import : id === section.global || id === section.export;
    if (!added && !shape.sections.has(id)) continue;
    contents.clear();
    writeContents(id, bytes, shape, capped, gate, write, contents);
    out.byte(id);
    out.u32(contents.length);
    out.copy(contents.bytes(), 0, contents.length);
  }
  return out.bytes().slice();
};
