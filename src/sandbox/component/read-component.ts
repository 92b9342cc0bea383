/** Parses a component into its definitions (component model, Binary.md, as of WASI 0.2). */
import { cursorOver, here, readByte, readName, readU32, skip, type Cursor } from "../pass/reader.ts";
import { invalidModule } from "../pass/refusals.ts";
import { coreSorts, type Definition, type Named, type OptionNumbers } from "./definitions.ts";
import {
  asyncRefused,
  before,
  eachOf,
  readAlias,
  readCoreType,
  readDescription,
  readExternName,
  readSort,
  readType,
  unknownKind,
} from "./read-types.ts";

const header = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
/** Maximum nesting of components; compilers emit two or three levels. */
const deepest = 16;

const readNamed = (cursor: Cursor): Named => ({
  name: readName(cursor),
  sort: readSort(cursor),
  index: readU32(cursor),
});

const readExported = (cursor: Cursor): Named => ({
  name: readExternName(cursor),
  sort: readSort(cursor),
  index: readU32(cursor),
});

const readCoreNamed = (cursor: Cursor): Named => {
  const name = readName(cursor);
  const sort = coreSorts.get(readByte(cursor) as 0);
  if (sort === undefined) throw unknownKind("an item of a core instance", cursor);
  return { name, sort, index: readU32(cursor) };
};

const readCoreInstance = (cursor: Cursor): Definition => {
  const kind = readByte(cursor);
  if (kind === 0) return { kind: "core instance", module: readU32(cursor), arguments: eachOf(cursor, readCoreNamed) };
  if (kind === 1) return { kind: "core group", items: eachOf(cursor, readCoreNamed) };
  throw unknownKind("a core instance", cursor);
};

const readInstance = (cursor: Cursor): Definition => {
  const kind = readByte(cursor);
  if (kind === 0) return { kind: "instance", component: readU32(cursor), arguments: eachOf(cursor, readNamed) };
  if (kind === 1) return { kind: "group", items: eachOf(cursor, readExported) };
  throw unknownKind("an instance", cursor);
};

const readOptions = (cursor: Cursor): OptionNumbers => {
  const options = { memory: null as number | null, realloc: null as number | null, postReturn: null as number | null };
  for (let left = readU32(cursor); left > 0; left -= 1) {
    const kind = readByte(cursor);
    if (kind === 0x01 || kind === 0x02)
      throw invalidModule("the component uses a string encoding other than UTF-8", before(cursor));
    else if (kind === 0x03) options.memory = readU32(cursor);
    else if (kind === 0x04) options.realloc = readU32(cursor);
    else if (kind === 0x05) options.postReturn = readU32(cursor);
    else if (kind !== 0x00) throw asyncRefused(cursor);
  }
  return options;
};

/**
 * Guests are not expected to define resources. Stubs for functions that a host does not provide declare some, but never
 * create one.
 */
const resourceFunctions = new Map([
  [0x02, "resource.new"],
  [0x03, "resource.drop"],
  [0x04, "resource.rep"],
] as const);

const readCanonical = (cursor: Cursor): Definition => {
  const kind = readByte(cursor);
  if (kind === 0x00 || kind === 0x01) {
    if (readByte(cursor) !== 0) throw unknownKind("a canonical function", cursor);
    const index = readU32(cursor);
    const options = readOptions(cursor);
    return kind === 0x01
      ? { kind: "lower", function: index, options }
      : { kind: "lift", function: index, options, type: readU32(cursor) };
  }
  const resource = resourceFunctions.get(kind as 0x02);
  if (resource !== undefined) {
    readU32(cursor);
    return { kind: "resource", name: resource };
  }
  throw asyncRefused(cursor);
};

const readImport = (cursor: Cursor): Definition => {
  const offset = cursor.position;
  return { kind: "import", offset, name: readExternName(cursor), sort: readDescription(cursor) };
};

const readExport = (cursor: Cursor): Definition => {
  const named = readExported(cursor);
  const described = readByte(cursor);
  if (described > 1) throw unknownKind("an export", cursor);
  if (described === 1) readDescription(cursor);
  return { kind: "export", ...named };
};

const readSection = (id: number, cursor: Cursor, depth: number): readonly Definition[] => {
  switch (id) {
    case 1: {
      const { position: start, end } = cursor;
      skip(cursor, end - start);
      return [{ kind: "module", start, end }];
    }
    case 2:
      return eachOf(cursor, readCoreInstance);
    case 3:
      return eachOf(cursor, (at) => {
        readCoreType(at);
        return { kind: "core type" } as const;
      });
    case 4:
      return [{ kind: "component", definitions: readDefinitions(cursor, depth + 1) }];
    case 5:
      return eachOf(cursor, readInstance);
    case 6:
      return eachOf(cursor, readAlias);
    case 7:
      return eachOf(cursor, (at) => ({ kind: "type", type: readType(at) }) as const);
    case 8:
      return eachOf(cursor, readCanonical);
    case 10:
      return eachOf(cursor, readImport);
    case 11:
      return eachOf(cursor, readExport);
    case 9:
      throw invalidModule("components with a start function are not supported", here(cursor));
    default:
      throw unknownKind("a section", cursor);
  }
};

/** Reads to the cursor's end. */
const readDefinitions = (cursor: Cursor, depth: number): readonly Definition[] => {
  if (depth > deepest) throw invalidModule(`components are nested more than ${deepest} deep`, here(cursor));
  const start = cursor.position;
  if (header.some((byte, index) => cursor.bytes[start + index] !== byte))
    throw invalidModule("the component has another version of the format than that of WASI 0.2", here(cursor));
  skip(cursor, header.length);
  const definitions: Definition[] = [];
  while (cursor.position < cursor.end) {
    const id = readByte(cursor);
    const size = readU32(cursor);
    const from = cursor.position;
    skip(cursor, size);
    if (id === 0) continue;
    const inside = cursorOver(cursor.bytes, from, from + size);
    for (const definition of readSection(id, inside, depth)) definitions.push(definition);
    if (inside.position !== inside.end)
      throw invalidModule(`section ${id} of a component does not have the length that it declares`, here(inside));
  }
  return definitions;
};

/** Offsets in the result are relative to `bytes`. Throws `sandbox.invalid_module` and `sandbox.feature_refused`. */
export const readComponent = (bytes: Uint8Array): readonly Definition[] =>
  readDefinitions(cursorOver(bytes, 0, bytes.length), 0);
