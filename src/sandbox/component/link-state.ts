/** The state of linking one component, and access to the items that its definitions refer to. */
import type { Definition, OptionNumbers, Sort } from "./definitions.ts";
import { broken, type Item, type Scope } from "./scope.ts";
import type { CanonicalOptions, CoreSource, HostImport, InstantiateStep } from "./types.ts";

/** Limits the number of imported host functions; each instance gets its own copy of each. */
const mostHosts = 1_000;

/** Decides about one import and returns the interface's name without its version. Throws `sandbox.import_refused`. */
export type ComponentImportRule = (name: string, offset: number) => string;

/** Finds what a component was given for one of its imports. */
export type FindImport = (name: string, definition: Definition) => Item;

/** The byte range of a core module in the component. */
export interface ModuleRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The imports of one core instance. They are resolved later, because a module's import names are known only after the
 * pass.
 */
export interface WantedImports {
  readonly module: number;
  readonly imports: [string, string, CoreSource][];
  readonly from: ReadonlyMap<string, Item>;
}

export interface Linking {
  readonly hosts: HostImport[];
  readonly steps: InstantiateStep[];
  readonly modules: ModuleRange[];
  readonly wanted: WantedImports[];
  /** The core modules that have an instance. */
  readonly used: Set<number>;
  /** Number of definitions and names followed so far. */
  work: number;
  /** Number of component instances around the current definition. */
  depth: number;
}

export const createLinking = (): Linking => ({
  hosts: [],
  steps: [],
  modules: [],
  wanted: [],
  used: new Set(),
  work: 0,
  depth: 0,
});

export const itemAt = ({ items }: Scope, sort: Sort, index: number): Item => {
  const found = items.get(sort)?.[index];
  if (found === undefined) throw broken(`there is no ${sort} ${index}`);
  return found;
};

export const addItem = ({ items }: Scope, sort: Sort, item: Item): void => {
  const all = items.get(sort);
  if (all === undefined) items.set(sort, [item]);
  else all.push(item);
};

/** The origin of a core function or memory. */
export const coreSourceAt = (scope: Scope, sort: Sort, index: number): CoreSource => {
  const found = itemAt(scope, sort, index);
  if (found.sort !== "core") throw broken(`${sort} ${index} is of another kind`);
  return found.source;
};

/** Looks up an item by name. @param owner for the error */
export const finderIn =
  <Of>(owner: string, items: ReadonlyMap<string, Of>) =>
  (name: string): Of => {
    const found = items.get(name);
    if (found === undefined) throw broken(`${owner} has no “${name}”`);
    return found;
  };

export const optionsIn = (scope: Scope, { memory, realloc, postReturn }: OptionNumbers): CanonicalOptions => ({
  memory: memory === null ? null : coreSourceAt(scope, "core memory", memory),
  realloc: realloc === null ? null : coreSourceAt(scope, "core func", realloc),
  postReturn: postReturn === null ? null : coreSourceAt(scope, "core func", postReturn),
});

const noOptions: CanonicalOptions = { memory: null, realloc: null, postReturn: null };

/** A core function that the host provides, or refuses when it is called. */
export const addHost = (
  { hosts }: Linking,
  described: Pick<HostImport, "interface" | "name">,
  options: CanonicalOptions = noOptions,
): Item => {
  if (hosts.length >= mostHosts) throw broken(`it imports more than ${mostHosts} functions of the host`);
  hosts.push({ ...described, ...options });
  return { sort: "core", source: { from: "host", host: hosts.length - 1 } };
};
