/**
 * Parses types in the component binary format (component model, Binary.md), keeping only what the types of our own
 * functions consist of.
 */
import { here, readByte, readName, readS33, readU32, skip, type Cursor } from "../pass/reader.ts";
import { invalidModule, neverAllowed, type Place } from "../pass/refusals.ts";
import { componentSorts, coreSorts, type Sort, type TypeShape, type ValueType } from "./definitions.ts";

export const eachOf = <Item>(cursor: Cursor, read: (cursor: Cursor) => Item): readonly Item[] => {
  const items: Item[] = [];
  for (let left = readU32(cursor); left > 0; left -= 1) items.push(read(cursor));
  return items;
};

/** The byte that was read last, for an error. */
export const before = ({ position }: Cursor): Place => ({ offset: position - 1 });

/** @param what has the unknown kind, such as “an alias” */
export const unknownKind = (what: string, cursor: Cursor): Error =>
  invalidModule(`the component contains ${what} of an unknown kind`, before(cursor));

export const asyncRefused = (cursor: Cursor): Error =>
  neverAllowed(
    "component-model-async",
    "asynchronous functions of WASI 0.3",
    before(cursor),
    "Build for WASI 0.2, without async (jco componentize with QuickJS: --backend-qjs-disable-async).",
  );

/** Compilers nest types two or three levels deep; deeper nesting is an attempt to exhaust the stack. */
const deepestType = 32;

const primitives = new Map([
  [0x7f, "bool"],
  [0x7e, "s8"],
  [0x7d, "u8"],
  [0x7c, "s16"],
  [0x7b, "u16"],
  [0x7a, "s32"],
  [0x79, "u32"],
  [0x78, "s64"],
  [0x77, "u64"],
  [0x76, "f32"],
  [0x75, "f64"],
  [0x74, "char"],
  [0x73, "string"],
  [0x64, "error-context"],
]);

const readValueType = (cursor: Cursor): ValueType => {
  const code = readS33(cursor);
  if (code >= 0) return code;
  const name = primitives.get(code + 0x80);
  if (name === undefined) throw unknownKind("a value type", cursor);
  return name;
};

const readOptional = (cursor: Cursor): ValueType | null => {
  const there = readByte(cursor);
  if (there > 1) throw unknownKind("an optional type", cursor);
  return there === 1 ? readValueType(cursor) : null;
};

const readLabeled = (cursor: Cursor): ValueType => {
  readName(cursor);
  return readValueType(cursor);
};

const readCase = (cursor: Cursor): void => {
  readName(cursor);
  readOptional(cursor);
  if (readByte(cursor) !== 0) throw unknownKind("a case of a variant", cursor);
};

/** The name of an import or export; a version suffix is skipped. */
export const readExternName = (cursor: Cursor): string => {
  const kind = readByte(cursor);
  if (kind > 2) throw unknownKind("a name", cursor);
  const name = readName(cursor);
  if (kind === 2) readName(cursor);
  return name;
};

export const readSort = (cursor: Cursor): Sort => {
  const code = readByte(cursor);
  const found = code === 0 ? coreSorts.get(readByte(cursor) as 0) : componentSorts.get(code as 1);
  if (found === undefined) throw unknownKind("a reference", cursor);
  return found;
};

/**
 * The declared type of an import or export. Only its sort is used, because a guest's other declarations are not
 * trusted.
 */
export const readDescription = (cursor: Cursor): Sort => {
  const sort = readSort(cursor);
  if (sort === "type") {
    const bound = readByte(cursor);
    if (bound > 1) throw unknownKind("a type's bound", cursor);
    if (bound === 0) readU32(cursor);
    return sort;
  }
  if (sort === "value") throw invalidModule("components with values are not supported", here(cursor));
  readU32(cursor);
  return sort;
};

/** The sort and the target: an instance's export, or an item of an enclosing component. */
export const readAlias = (cursor: Cursor) => {
  const sort = readSort(cursor);
  const target = readByte(cursor);
  if (target > 2) throw unknownKind("an alias", cursor);
  const first = readU32(cursor);
  return target === 2
    ? ({ kind: "outer", sort, depth: first, index: readU32(cursor) } as const)
    : ({ kind: "alias", sort, instance: first, name: readName(cursor) } as const);
};

/** A core type in a component: a function or module type. */
export const readCoreType = (cursor: Cursor): void => {
  const form = readByte(cursor);
  if (form !== 0x60)
    throw invalidModule("the component defines a core type that is not a function type", before(cursor));
  eachOf(cursor, readByte);
  eachOf(cursor, readByte);
};

const readDeclaration =
  (depth: number) =>
  (cursor: Cursor): void => {
    const kind = readByte(cursor);
    if (kind === 0x00) readCoreType(cursor);
    else if (kind === 0x01) readType(cursor, depth + 1);
    else if (kind === 0x02) readAlias(cursor);
    else if (kind === 0x03 || kind === 0x04) {
      readExternName(cursor);
      readDescription(cursor);
    } else throw unknownKind("a declaration", cursor);
  };

const readFunction = (cursor: Cursor): TypeShape => {
  const parameters = eachOf(cursor, readLabeled);
  const results = readByte(cursor);
  if (results === 0) return { kind: "func", parameters, result: readValueType(cursor) };
  if (readByte(cursor) !== 0) throw unknownKind("a function's result", cursor);
  return { kind: "func", parameters, result: null };
};

const other: TypeShape = { kind: "other" };

const readCompound = (form: number, cursor: Cursor, depth: number): TypeShape => {
  switch (form) {
    case 0x72:
      eachOf(cursor, readLabeled);
      return other;
    case 0x71:
      eachOf(cursor, readCase);
      return other;
    case 0x70:
      readValueType(cursor);
      return other;
    case 0x6f:
      eachOf(cursor, readValueType);
      return other;
    case 0x6e:
    case 0x6d:
      eachOf(cursor, readName);
      return other;
    case 0x69:
    case 0x68:
      readU32(cursor);
      return other;
    case 0x67:
      readValueType(cursor);
      readU32(cursor);
      return other;
    case 0x63:
      readValueType(cursor);
      readValueType(cursor);
      return other;
    case 0x42:
    case 0x41:
      eachOf(cursor, readDeclaration(depth));
      return other;
    case 0x3f:
      skip(cursor, 1);
      if (readByte(cursor) === 1) readU32(cursor);
      return other;
    case 0x43:
    case 0x3e:
    case 0x66:
    case 0x65:
      throw asyncRefused(cursor);
    default:
      throw unknownKind("a type", cursor);
  }
};

export const readType = (cursor: Cursor, depth = 0): TypeShape => {
  if (depth > deepestType) throw invalidModule(`types are nested more than ${deepestType} deep`, here(cursor));
  const form = readByte(cursor);
  const primitive = primitives.get(form);
  if (primitive !== undefined) return { kind: "same", as: primitive };
  if (form === 0x40) return readFunction(cursor);
  if (form === 0x6b) return { kind: "option", of: readValueType(cursor) };
  if (form === 0x6a) return { kind: "result", ok: readOptional(cursor), error: readOptional(cursor) };
  return readCompound(form, cursor, depth);
};
