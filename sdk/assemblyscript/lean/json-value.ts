/**
 * Parsed JSON: small nodes in an arena that is cleared before the next input. Texts are UTF-8 bytes in the input
 * itself, with escapes resolved in place; numbers keep their digits, so values that are only passed on lose nothing.
 */
import { parseNumber } from "./json-number";
import { compare, equalsText } from "./utf8";

export namespace JsonKind {
  export const Null: i32 = 0;
  export const False: i32 = 1;
  export const True: i32 = 2;
  export const Number: i32 = 3;
  export const Text: i32 = 4;
  export const List: i32 = 5;
  export const Object: i32 = 6;
}

@unmanaged
export class Json {
  kind: i32;
  /** The name of an object's member, in UTF-8. */
  nameStart: usize;
  nameLength: usize;
  /** For a number or text, its bytes; for a list or object, the first item. */
  start: usize;
  /** For a number or text, the length in bytes; for a list or object, the number of items. */
  length: usize;
  /** The next item of the same list or object. */
  next: Json | null;

  get isNull(): bool {
    return this.kind == JsonKind.Null;
  }
  get isFlag(): bool {
    return this.kind == JsonKind.True || this.kind == JsonKind.False;
  }
  get isTrue(): bool {
    return this.kind == JsonKind.True;
  }
  get isNumber(): bool {
    return this.kind == JsonKind.Number;
  }
  get isText(): bool {
    return this.kind == JsonKind.Text;
  }
  get isList(): bool {
    return this.kind == JsonKind.List;
  }
  get isObject(): bool {
    return this.kind == JsonKind.Object;
  }

  /** The first item of a list or object; follow `next` for the others. */
  get first(): Json | null {
    return this.kind >= JsonKind.List ? changetype<Json | null>(this.start) : null;
  }

  /** The member with a name, the later one of duplicates. Null if there is none, or if this is not an object. */
  get(name: string): Json | null {
    if (!this.isObject) return null;
    let found: Json | null = null;
    let item: Json | null = this.first;
    while (item !== null) {
      if (equalsText(item.nameStart, item.nameLength, name)) found = item;
      item = item.next;
    }
    return found;
  }

  /** Like `get`, for a name in UTF-8. */
  getBytes(name: usize, length: usize): Json | null {
    if (!this.isObject) return null;
    let found: Json | null = null;
    let item: Json | null = this.first;
    while (item !== null) {
      if (item.nameLength == length && compare(item.nameStart, length, name, length) == 0) found = item;
      item = item.next;
    }
    return found;
  }

  /** Like `get`, but null counts as missing. */
  find(name: string): Json | null {
    const found = this.get(name);
    return found === null || found.isNull ? null : found;
  }

  /** The item at an index of a list; takes linear time. */
  at(index: usize): Json | null {
    let item: Json | null = this.first;
    for (let step: usize = 0; item !== null && step < index; step++) item = item.next;
    return item;
  }

  /** A text as a string; empty for anything else. */
  text(): string {
    return this.isText ? String.UTF8.decodeUnsafe(this.start, this.length) : "";
  }

  /** A number, correctly rounded (IEEE 754); NaN for anything else. */
  number(): f64 {
    return this.isNumber ? parseNumber(this.start, this.length) : NaN;
  }

  equals(text: string): bool {
    return this.isText && equalsText(this.start, this.length, text);
  }

  name(): string {
    return String.UTF8.decodeUnsafe(this.nameStart, this.nameLength);
  }

  /** Members by type, with a default for missing ones and for those of another type. */
  textOf(name: string, otherwise: string): string {
    const found = this.get(name);
    return found !== null && found.isText ? found.text() : otherwise;
  }
  numberOf(name: string, otherwise: f64): f64 {
    const found = this.get(name);
    return found !== null && found.isNumber ? found.number() : otherwise;
  }
  flag(name: string, otherwise: bool = false): bool {
    const found = this.get(name);
    return found !== null && found.isFlag ? found.isTrue : otherwise;
  }
}

const nodeSize = offsetof<Json>();
const chunkNodes: usize = 1024;
const chunkSize: usize = chunkNodes * nodeSize;

/** Each chunk begins with the address of the previous one. */
let chunk: usize = 0;
let used: usize = chunkSize;

/** Allocates a node. */
export function newNode(kind: i32): Json {
  if (used == chunkSize) {
    const fresh = heap.alloc(chunkSize + sizeof<usize>());
    store<usize>(fresh, chunk);
    chunk = fresh;
    used = 0;
  }
  const node = changetype<Json>(chunk + sizeof<usize>() + used);
  used += nodeSize;
  node.kind = kind;
  node.nameStart = 0;
  node.nameLength = 0;
  node.start = 0;
  node.length = 0;
  node.next = null;
  return node;
}

/** Frees all nodes, for agents before the next message. Nodes held elsewhere become invalid. */
export function forgetJson(): void {
  while (chunk != 0) {
    const before = load<usize>(chunk);
    // One chunk is kept, so that small messages allocate nothing.
    if (before == 0) break;
    heap.free(chunk);
    chunk = before;
  }
  used = chunk == 0 ? chunkSize : 0;
}

/** The current position of the arena, for {@link releaseJson}. */
export function arenaChunk(): usize {
  return chunk;
}
export function arenaUsed(): usize {
  return used;
}

/** Frees all nodes allocated since that position. */
export function releaseJson(toChunk: usize, toUsed: usize): void {
  if (toChunk == 0) return forgetJson();
  while (chunk != toChunk) {
    const before = load<usize>(chunk);
    heap.free(chunk);
    chunk = before;
  }
  used = toUsed;
}
