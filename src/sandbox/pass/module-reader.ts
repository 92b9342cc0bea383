/** Splits a module into its sections and refuses contents that the policy does not allow (except in function bodies). */
import { importKinds, type FoundImport, type ImportRule } from "./imports.ts";
import { checkValueType, readConstant, type Gate } from "./instructions.ts";
import { readLimits } from "./limits.ts";
import { cursorOver, readByte, readName, readU32, skip, type Cursor } from "./reader.ts";
import { invalidModule, neverAllowed, neverAllowedFeature } from "./refusals.ts";
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
  each(cursor, () => {
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
  if (kind === undefined) throw invalidModule("It imports a thing of an unknown kind.", offset);
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
    readTag(cursor, gate);
  }
  return { kind, signature };
};

const readImports = (cursor: Cursor, gate: Gate, rule: ImportRule, shape: Mutable<ModuleShape>): void =>
  each(cursor, () => {
    const offset = cursor.position;
    const module = readName(cursor);
    const name = readName(cursor);
    const found = { module, name, offset, ...readImported(cursor, gate, shape) };
    rule(found);
    shape.imports.push(found);
  });

const readTable = (cursor: Cursor, gate: Gate): TableShape => {
  const place = { offset: cursor.position };
  const elementType = readByte(cursor);
  if (elementType === 0x40) throw neverAllowedFeature("gc", "a table with an initial value", place);
  // Tables of functions have always existed; only other reference types are newer.
  if (elementType !== 0x70) checkValueType(elementType, gate, place);
  return { ...readLimits(cursor, "table"), elementType };
};

const readTables = (cursor: Cursor, gate: Gate, shape: Mutable<ModuleShape>): void =>
  each(cursor, (index) => {
    if (index + shape.importedTables > 0) gate.need("reference-types", "a second table", { offset: cursor.position });
    shape.tables.push(readTable(cursor, gate));
  });

const readMemories = (cursor: Cursor, gate: Gate, shape: Mutable<ModuleShape>): void =>
  each(cursor, (index) => {
    if (index + shape.importedMemories > 0) gate.need("multi-memory", "a second memory", { offset: cursor.position });
    shape.memories.push(readLimits(cursor, "memory"));
  });

const readGlobals = (cursor: Cursor, gate: Gate, shape: Mutable<ModuleShape>): void =>
  each(cursor, () => {
    checkValueType(readByte(cursor), gate, { offset: cursor.position - 1 });
    skip(cursor, 1);
    readConstant(cursor, gate, shape);
    shape.globals += 1;
  });

const readExports = (cursor: Cursor, shape: Mutable<ModuleShape>): void =>
  each(cursor, () => {
    const offset = cursor.position;
    const name = readName(cursor);
    if (!shape.sharedFuel && name.startsWith(reservedExportPrefix))
      throw invalidModule(`The export “${name}” has a name that Caxton keeps for itself; rename it.`, offset);
    readByte(cursor);
    readU32(cursor);
    shape.exports.push(name);
  });

const readElements = (cursor: Cursor, gate: Gate, shape: ModuleShape): void =>
  each(cursor, () => {
    const place = { offset: cursor.position };
    const kind = readU32(cursor);
    if (kind > 7) throw invalidModule("An element segment of an unknown kind.", place.offset);
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
    const place = { offset: cursor.position };
    const kind = readU32(cursor);
    if (kind > 2) throw invalidModule("A data segment of an unknown kind.", place.offset);
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
    throw invalidModule("It has not as many function bodies as functions.", cursor.position);
};

const readTag = (cursor: Cursor, gate: Gate): void => {
  gate.need("exceptions", "an exception's tag", { offset: cursor.position });
  skip(cursor, 1);
  readU32(cursor);
};

const readSection = (id: number, cursor: Cursor, gate: Gate, rule: ImportRule, shape: Mutable<ModuleShape>): void => {
  if (id === section.type) readTypes(cursor, gate, shape);
  else if (id === section.import) readImports(cursor, gate, rule, shape);
  else if (id === section.function) each(cursor, () => shape.functionTypes.push(readU32(cursor)));
  else if (id === section.table) readTables(cursor, gate, shape);
  else if (id === section.memory) readMemories(cursor, gate, shape);
  else if (id === section.tag) each(cursor, () => readTag(cursor, gate));
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
      { offset: cursor.position },
      "Nothing runs before the host has given it fuel. Do at the first message what is done at the start (AssemblyScript: `--exportStart _initialize`, which the host calls once, with fuel of its own).",
    );
  else skip(cursor, cursor.end - cursor.position);
};

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/**
 * With `sharedFuel` the fuel is set before the module is instantiated, so a start function is allowed. Throws
 * `sandbox.invalid_module`, `sandbox.feature_refused`, `sandbox.import_refused`.
 */
export const readModule = (bytes: Uint8Array, rule: ImportRule, gate: Gate, sharedFuel = false): ModuleShape => {
  if (header.some((byte, index) => bytes[index] !== byte)) throw invalidModule("It has no header of version 1.", 0);
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
    if (order <= last) throw invalidModule(`Section ${id} is unknown, or stands where it must not.`, start);
    last = order;
    sections.set(id, { start: inside.position, end: inside.end });
    readSection(id, inside, gate, rule, shape);
    if (inside.position !== inside.end)
      throw invalidModule(`Section ${id} is not as long as it says.`, inside.position);
  }
  return shape;
};
