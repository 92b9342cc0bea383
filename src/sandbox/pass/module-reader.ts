/** Splits a module into its sections and refuses contents that the policy does not allow (except in function bodies). */
import { importKinds, type FoundImport, type ImportRule } from "./imports.ts";
import { checkValueType, readConstant, type Gate } from "./instructions.ts";
import { readLimits } from "./limits.ts";
import { cursorOver, here, readByte, readName, readU32, skip, type Cursor } from "./reader.ts";
import { invalidModule, neverAllowed, neverAllowedFeature, shown, tooManyEntries } from "./refusals.ts";
import type { ModuleShape, Span, TableShape } from "./shape.ts";
import { reservedExportPrefix } from "./types.ts";

export const section = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

/** The order that the format requires. */
export const sectionOrder: readonly number[] = [
  section.type,
  section.import,
  section.function,
  section.table,
  section.memory,
  section.tag,
  section.global,
  section.export,
  section.start,
  section.element,
  section.dataCount,
  section.code,
  section.data,
];

type Mutable<Shape> = {
  -readonly [Key in keyof Shape]: Shape[Key] extends readonly (infer Item)[] ? Item[] : Shape[Key];
};

const each = (cursor: Cursor, read: (index: number) => void): void => {
  const count = readU32(cursor);
  for (let index = 0; index < count; index += 1) read(index);
};

/**
 * Limits for what takes time and memory in every instance: 100,000 exported functions take 0.2 seconds and 50 MB.
 * Compiled programs have up to 2,000 exports and globals, 150 imports, 250 types and 20,000 functions.
 */
const most = { entries: 10_000, functions: 200_000 } as const;

/** Reads the entries of a section. @param what a plural, for the error */
const eachOf = (cursor: Cursor, what: string, limit: number, read: (index: number) => void): void => {
  const place = here(cursor);
  const count = readU32(cursorOver(cursor.bytes, cursor.position, cursor.end));
  if (count > limit) throw tooManyEntries(what, count, limit, place);
  each(cursor, read);
};

const readValueTypes = (cursor: Cursor, gate: Gate): readonly string[] => {
  const codes: string[] = [];
  each(cursor, () => {
    const offset = cursor.position;
    const code = readByte(cursor);
    checkValueType(code, gate, { offset });
    codes.push(code.toString(16));
  });
  return codes;
};

const readTypes = (cursor: Cursor, gate: Gate, shape: Mutable<ModuleShape>): void =>
  eachOf(cursor, "types", most.entries, () => {
    const offset = cursor.position;
    const form = readByte(cursor);
    if (form !== 0x60) throw neverAllowedFeature("gc", `a type of the form 0x${form.toString(16)}`, { offset });
    const parameters = readValueTypes(cursor, gate);
    const results = readValueTypes(cursor, gate);
    const signature = `${parameters.join("")}:${results.join("")}`;
    shape.types.push({ parameters: parameters.length, results: results.length, signature });
  });

const readImported = (
  cursor: Cursor,
  gate: Gate,
  shape: Mutable<ModuleShape>,
): Pick<FoundImport, "kind" | "signature"> => {
  const offset = cursor.position;
  const kind = importKinds[readByte(cursor)];
  let signature: string | undefined;
  if (kind === undefined) throw invalidModule("an import is of an unknown kind", { offset });
  if (kind === "function") {
    const type = readU32(cursor);
    signature = shape.types[type]?.signature;
    shape.functionTypes.push(type);
    shape.importedFunctions += 1;
  } else if (kind === "table") {
    readTable(cursor, gate);
    shape.importedTables += 1;
  } else if (kind === "memory") {
    readLimits(cursor, "memory");
    shape.importedMemories += 1;
  } else if (kind === "global") {
    checkValueType(readByte(cursor), gate, { offset });
    skip(cursor, 1);
    shape.globals += 1;
    shape.importedGlobals += 1;
  } else {
    readTag(cursor, gate, shape);
  }
  return { kind, signature };
};

const readFunctions = (cursor: Cursor, shape: Mutable<ModuleShape>): void =>
  eachOf(cursor, "functions", most.functions, () => shape.functionTypes.push(readU32(cursor)));

const readImports = (cursor: Cursor, gate: Gate, rule: ImportRule, shape: Mutable<ModuleShape>): void =>
  eachOf(cursor, "imports", most.entries, () => {
    const offset = cursor.position;
    const module = readName(cursor);
    const name = readName(cursor);
    const found = { module, name, offset, ...readImported(cursor, gate, shape) };
    rule(found);
    shape.imports.push(found);
  });

const readTable = (cursor: Cursor, gate: Gate): TableShape => {
  const place = here(cursor);
  const elementType = readByte(cursor);
  if (elementType === 0x40) throw neverAllowedFeature("gc", "a table with an initial value", place);
  // Tables of functions have always existed; only other reference types are newer.
  if (elementType !== 0x70) checkValueType(elementType, gate, place);
  return { ...readLimits(cursor, "table"), elementType };
};

const readTables = (cursor: Cursor, gate: Gate, shape: Mutable<ModuleShape>): void =>
  each(cursor, (index) => {
    if (index + shape.importedTables > 0) gate.need("reference-types", "a second table", here(cursor));
    shape.tables.push(readTable(cursor, gate));
  });

const readMemories = (cursor: Cursor, gate: Gate, shape: Mutable<ModuleShape>): void =>
  each(cursor, (index) => {
    if (index + shape.importedMemories > 0) gate.need("multi-memory", "a second memory", here(cursor));
    shape.memories.push(readLimits(cursor, "memory"));
  });

const readGlobals = (cursor: Cursor, gate: Gate, shape: Mutable<ModuleShape>): void =>
  eachOf(cursor, "globals", most.entries, () => {
    checkValueType(readByte(cursor), gate, { offset: cursor.position - 1 });
    skip(cursor, 1);
    readConstant(cursor, gate, shape);
    shape.globals += 1;
  });

const readExports = (cursor: Cursor, shape: Mutable<ModuleShape>): void =>
  eachOf(cursor, "exports", most.entries, () => {
    const offset = cursor.position;
    const name = readName(cursor);
    if (!shape.sharedFuel && name.startsWith(reservedExportPrefix))
      throw invalidModule(`the name of the export “${shown(name)}” is reserved for Caxton`, { offset });
    readByte(cursor);
    readU32(cursor);
    shape.exports.push(name);
  });

const readElements = (cursor: Cursor, gate: Gate, shape: ModuleShape): void =>
  each(cursor, () => {
    const place = here(cursor);
    const kind = readU32(cursor);
    if (kind > 7) throw invalidModule("an element segment is of an unknown kind", place);
    if (kind === 1 || kind === 2) gate.need("bulk-memory", "an element segment that is not copied at the start", place);
    if (kind > 2) gate.need("reference-types", "an element segment of references", place);
    if ((kind & 3) === 2 && readU32(cursor) !== 0) gate.need("reference-types", "a second table", place);
    if ((kind & 1) === 0) readConstant(cursor, gate, shape);
    // An element kind or type: functions only, unless reference types are allowed.
    if ((kind & 3) !== 0) {
      const type = readByte(cursor);
      if (kind >= 4) checkValueType(type, gate, place);
    }
    each(cursor, () => {
      if (kind >= 4) readConstant(cursor, gate, shape);
      else readU32(cursor);
    });
  });

const readData = (cursor: Cursor, gate: Gate, shape: ModuleShape): void =>
  each(cursor, () => {
    const place = here(cursor);
    const kind = readU32(cursor);
    if (kind > 2) throw invalidModule("a data segment is of an unknown kind", place);
    if (kind === 1) gate.need("bulk-memory", "a data segment that is not copied at the start", place);
    if (kind === 2 && readU32(cursor) !== 0) gate.need("multi-memory", "a second memory", place);
    if (kind !== 1) readConstant(cursor, gate, shape);
    skip(cursor, readU32(cursor));
  });

const readBodies = (cursor: Cursor, shape: Mutable<ModuleShape>): void => {
  each(cursor, () => {
    const size = readU32(cursor);
    const start = cursor.position;
    skip(cursor, size);
    shape.bodies.push({ start, end: cursor.position });
  });
  if (shape.bodies.length !== shape.functionTypes.length - shape.importedFunctions)
    throw invalidModule("the numbers of functions and of function bodies differ", here(cursor));
};

const readTag = (cursor: Cursor, gate: Gate, shape: Mutable<ModuleShape>): void => {
  gate.need("exceptions", "an exception's tag", here(cursor));
  skip(cursor, 1);
  shape.tags.push(shape.types[readU32(cursor)]?.parameters ?? 0);
};

const readSection = (id: number, cursor: Cursor, gate: Gate, rule: ImportRule, shape: Mutable<ModuleShape>): void => {
  if (id === section.type) readTypes(cursor, gate, shape);
  else if (id === section.import) readImports(cursor, gate, rule, shape);
  else if (id === section.function) readFunctions(cursor, shape);
  else if (id === section.table) readTables(cursor, gate, shape);
  else if (id === section.memory) readMemories(cursor, gate, shape);
  else if (id === section.tag) eachOf(cursor, "tags", most.entries, () => readTag(cursor, gate, shape));
  else if (id === section.global) readGlobals(cursor, gate, shape);
  else if (id === section.export) readExports(cursor, shape);
  else if (id === section.element) readElements(cursor, gate, shape);
  else if (id === section.code) readBodies(cursor, shape);
  else if (id === section.data) readData(cursor, gate, shape);
  else if (id === section.start && shape.sharedFuel) readU32(cursor);
  else if (id === section.start)
    throw neverAllowed(
      "start-function",
      "a start function",
      here(cursor),
      "A start function would run before the host can limit it. Export it as `_initialize` instead, which the host calls once in each instance (AssemblyScript: `--exportStart _initialize`).",
    );
  else skip(cursor, cursor.end - cursor.position);
};

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/**
 * With `sharedFuel` the fuel is set before the module is instantiated, so a start function is allowed. Throws
 * `sandbox.invalid_module`, `sandbox.feature_refused`, `sandbox.import_refused`.
 */
export const readModule = (bytes: Uint8Array, rule: ImportRule, gate: Gate, sharedFuel = false): ModuleShape => {
  if (header.some((byte, index) => bytes[index] !== byte))
    throw invalidModule("it does not begin with the header of version 1", { offset: 0 });
  const sections = new Map<number, Span>();
  const shape: Mutable<ModuleShape> = {
    sections,
    types: [],
    functionTypes: [],
    importedFunctions: 0,
    importedTables: 0,
    importedMemories: 0,
    imports: [],
    exports: [],
    tables: [],
    memories: [],
    globals: 0,
    importedGlobals: 0,
    tags: [],
    sharedFuel,
    bodies: [],
  };
  const cursor = cursorOver(bytes, header.length, bytes.length);
  let last = -1;
  while (cursor.position < bytes.length) {
    const start = cursor.position;
    const id = readByte(cursor);
    const size = readU32(cursor);
    const inside = cursorOver(bytes, cursor.position, Math.min(cursor.position + size, bytes.length));
    skip(cursor, size);
    if (id === section.custom) continue;
    const order = sectionOrder.indexOf(id);
    if (order <= last) throw invalidModule(`section ${id} is unknown, or in the wrong order`, { offset: start });
    last = order;
    sections.set(id, { start: inside.position, end: inside.end });
    readSection(id, inside, gate, rule, shape);
    if (inside.position !== inside.end)
      throw invalidModule(`section ${id} does not have the length that it declares`, here(inside));
  }
  return shape;
};
