/** Reads the sizes of memories and tables, checks them against the policy and lowers them to it. */
import type { ModulePolicy } from "../types.ts";
import { readU32, type Cursor } from "./reader.ts";
import { memoryTooLarge, neverAllowed, neverAllowedFeature, tableTooLarge } from "./refusals.ts";
import type { Limits, ModuleShape } from "./shape.ts";
import type { MemoryPages } from "./types.ts";

/** The size given to a memory or table. */
export interface Capped {
  readonly initial: number;
  readonly maximum: number;
}

const pageBytes = 65_536;

/** The engine's own maximum for one of them, whatever the policy: pages of a 32-bit memory, elements of a table. */
const engineLimits = { pages: 65_536, elements: 10_000_000 } as const;

export const readLimits = (cursor: Cursor, kind: "memory" | "table"): Limits => {
  const place = { offset: cursor.position };
  const flags = readU32(cursor);
  if (flags & 0x04) throw neverAllowedFeature("memory64", `a ${kind} with 64-bit addresses`, place);
  if (flags & 0x02)
    throw neverAllowed(
      "threads",
      `a ${kind} shared with other threads`,
      place,
      "A guest runs in one thread: build without `--shared-memory` and `-pthread`. Atomic instructions on memory that is not shared can be allowed as “threads”.",
    );
  if (flags > 1)
    throw neverAllowed("unknown", `a ${kind} with unknown flags (${flags})`, place, "Build for WebAssembly 2.0.");
  const initial = readU32(cursor);
  return { initial, maximum: flags === 1 ? readU32(cursor) : null };
};

/**
 * Keeps the total within `total` and each one within `forOne`. What the initial sizes leave is distributed in the order
 * of definition, so that a guest with only one table or memory gets all of it.
 */
const share = (all: readonly Limits[], total: number, forOne: number): readonly Capped[] => {
  let rest = total - all.reduce((sum, each) => sum + each.initial, 0);
  return all.map(({ initial, maximum }) => {
    const extra = Math.min(rest, Math.max(0, Math.min(maximum ?? forOne, forOne) - initial));
    rest -= extra;
    return { initial, maximum: initial + extra };
  });
};

const sum = (all: readonly Capped[], of: keyof Capped): number => all.reduce((total, each) => total + each[of], 0);

export interface CappedModule {
  readonly memories: readonly Capped[];
  readonly tables: readonly Capped[];
  readonly memoryPages: MemoryPages | null;
}

/** Throws `sandbox.memory_limit_exceeded` and `sandbox.table_limit_exceeded`. */
export const capModule = (shape: ModuleShape, policy: ModulePolicy): CappedModule => {
  const pages = Math.floor(policy.maxMemoryBytes / pageBytes);
  const elements = policy.maxTableElements;
  const initialPages = shape.memories.reduce((total, { initial }) => total + initial, 0);
  const initialElements = shape.tables.reduce((total, { initial }) => total + initial, 0);
  if (initialPages > pages) throw memoryTooLarge(initialPages * pageBytes, policy.maxMemoryBytes);
  if (initialElements > elements) throw tableTooLarge(initialElements, elements);
  const memories = share(shape.memories, pages, engineLimits.pages);
  const memoryPages =
    memories.length === 0 ? null : { initial: sum(memories, "initial"), maximum: sum(memories, "maximum") };
  return { memories, tables: share(shape.tables, elements, engineLimits.elements), memoryPages };
};
