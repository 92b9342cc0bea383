/**
 * Links a component: resolves its definitions, and those of nested components, down to core modules and the functions
 * passed between them. Nothing is run; the result is a plan that a worker carries out for each instance.
 */
import type { Definition, Named, OptionNumbers, Sort } from "./definitions.ts";
import { anyType, broken, type Item, type Scope, sortOf, textOf } from "./scope.ts";
import type {
  CanonicalOptions,
  ComponentExport,
  ComponentPlan,
  CoreSource,
  HostImport,
  InstantiateStep,
} from "./types.ts";

/** Compilers emit about five; composed components have a few more. */
const mostInstances = 64;
/** Limits the number of definitions and names to follow, because a nested component may be instantiated many times. */
const mostWork = 50_000;
/** Limits the number of imported host functions; each instance gets its own copy of each. */
const mostHosts = 1_000;

/** Decides about one import and returns the interface's name without its version. Throws `sandbox.import_refused`. */
export type ComponentImportRule = (name: string, offset: number) => string;

/** The number of names that a definition makes the linker look up. */
const namesIn = (definition: Definition): number => {
  if ("arguments" in definition) return definition.arguments.length;
  return "items" in definition ? definition.items.length : 0;
};

const createLinker = (rule: ComponentImportRule) => {
  const hosts: HostImport[] = [];
  const steps: InstantiateStep[] = [];
  const modules: { readonly start: number; readonly end: number }[] = [];
  const used = new Set<number>();
  let work = 0;

  const thing = (scope: Scope, sort: Sort, index: number): Item => {
    const found = scope.things.get(sort)?.[index];
    if (found === undefined) throw broken(`there is no ${sort} ${index}`);
    return found;
  };
  const add = (scope: Scope, sort: Sort, item: Item): void => {
    const all = scope.things.get(sort) ?? [];
    all.push(item);
    (scope.things as Map<Sort, Item[]>).set(sort, all);
  };
  const source = (scope: Scope, sort: Sort, index: number): CoreSource => {
    const found = thing(scope, sort, index);
    if (found.sort !== "core") throw broken(`${sort} ${index} is something else`);
    return found.source;
  };
  const bag = <Of>(what: string, items: ReadonlyMap<string, Of>) => {
    return (name: string): Of => {
      const found = items.get(name);
      if (found === undefined) throw broken(`${what} has no “${name}”`);
      return found;
    };
  };
  const optionsOf = (scope: Scope, { memory, realloc, postReturn }: OptionNumbers): CanonicalOptions => ({
    memory: memory === null ? null : source(scope, "core memory", memory),
    realloc: realloc === null ? null : source(scope, "core func", realloc),
    postReturn: postReturn === null ? null : source(scope, "core func", postReturn),
  });
  const host = (described: HostImport): Item => {
    if (hosts.length >= mostHosts) throw broken(`it takes more than ${mostHosts} functions of the host`);
    hosts.push(described);
    return { sort: "core", source: { from: "host", host: hosts.length - 1 } };
  };
  const nothing: CanonicalOptions = { memory: null, realloc: null, postReturn: null };

  const instantiateCore = (
    scope: Scope,
    { module, arguments: given }: Extract<Definition, { kind: "core instance" }>,
  ): Item => {
    const found = thing(scope, "core module", module);
    if (found.sort !== "module") throw broken(`core module ${module} is something else`);
    // The limit for its memory is shared out once per module.
    if (used.has(found.module)) throw broken("a core module is instantiated twice");
    if (steps.length >= mostInstances) throw broken(`there are more than ${mostInstances} core instances`);
    used.add(found.module);
    const from = new Map(given.map(({ name, index }) => [name, thing(scope, "core instance", index)]));
    const instance = steps.length;
    const imports: [string, string, CoreSource][] = [];
    steps.push({ module: found.module, imports });
    wanted.push({ module: found.module, imports, from });
    return { sort: "core instance", get: (name) => ({ from: "instance", instance, name }) };
  };
  /**
   * The imports of each instance. They are resolved later, because a module's import names are known only after the
   * pass.
   */
  const wanted: {
    readonly module: number;
    readonly imports: [string, string, CoreSource][];
    readonly from: ReadonlyMap<string, Item>;
  }[] = [];

  const bagOfCore = (scope: Scope, items: readonly Named[]): Item => {
    const inside = new Map(items.map(({ name, sort, index }) => [name, source(scope, sort, index)]));
    return { sort: "core instance", get: bag("a core instance", inside) };
  };
  const bagOf = (scope: Scope, items: readonly Named[]): Item => {
    const inside = new Map(items.map(({ name, sort, index }) => [name, thing(scope, sort, index)]));
    return { sort: "instance", get: bag("an instance", inside) };
  };
  const instantiate = (
    scope: Scope,
    { component, arguments: given }: Extract<Definition, { kind: "instance" }>,
  ): Item => {
    const found = thing(scope, "component", component);
    if (found.sort !== "component") throw broken(`component ${component} is something else`);
    const imports = new Map(given.map(({ name, sort, index }) => [name, thing(scope, sort, index)]));
    const inside = evaluate(found.definitions, found.around, bag("what a component is given", imports));
    return { sort: "instance", get: bag("an instance", inside) };
  };

  const lower = (scope: Scope, { function: index, options }: Extract<Definition, { kind: "lower" }>): Item => {
    const found = thing(scope, "func", index);
    const { memory, realloc } = optionsOf(scope, options);
    if (found.sort === "host") {
      const { interface: from, name } = found;
      return host({ interface: from, name, memory, realloc, postReturn: null });
    }
    // One nested component calls another. The only known case is stubs for functions that a host does not provide.
    // Those trap, so this traps too.
    return host({ interface: "", name: "a function of another component inside", ...nothing });
  };

  const alias = (scope: Scope, { sort, instance, name }: Extract<Definition, { kind: "alias" }>): Item => {
    const isCore = sort.startsWith("core ");
    const from = thing(scope, isCore ? "core instance" : "instance", instance);
    if (from.sort === "core instance") return { sort: "core", source: from.get(name) };
    if (from.sort === "instance") return from.get(name, sort);
    throw broken(`an alias of “${name}” has nothing that it could be of`);
  };

  const outer = (scope: Scope, { sort, depth, index }: Extract<Definition, { kind: "outer" }>): Item => {
    let at: Scope | null = scope;
    for (let left = depth; left > 0 && at !== null; left -= 1) ({ around: at } = at);
    if (at === null) throw broken("an alias leads out of the component");
    return thing(at, sort, index);
  };

  const follow = (
    definition: Definition,
    scope: Scope,
    imports: (name: string, definition: Definition) => Item,
  ): Item => {
    switch (definition.kind) {
      case "module":
        modules.push(definition);
        return { sort: "module", module: modules.length - 1 };
      case "core instance":
        return instantiateCore(scope, definition);
      case "core bag":
        return bagOfCore(scope, definition.items);
      case "core type":
        return anyType;
      case "component":
        return { sort: "component", definitions: definition.definitions, around: scope };
      case "instance":
        return instantiate(scope, definition);
      case "bag":
        return bagOf(scope, definition.items);
      case "alias":
        return alias(scope, definition);
      case "outer":
        return outer(scope, definition);
      case "type":
        return { sort: "type", shape: definition.type };
      case "lift": {
        const lifted = {
          function: source(scope, "core func", definition.function),
          ...optionsOf(scope, definition.options),
        };
        return { sort: "lifted", lifted, type: () => textOf(scope, definition.type) };
      }
      case "lower":
        return lower(scope, definition);
      case "resource":
        return host({ interface: "", name: definition.name, ...nothing });
      case "import":
        return imports(definition.name, definition);
      default:
        return thing(scope, definition.sort, definition.index);
    }
  };

  const evaluate = (
    definitions: readonly Definition[],
    around: Scope | null,
    imports: (name: string, definition: Definition) => Item,
  ): ReadonlyMap<string, Item> => {
    const scope: Scope = { things: new Map(), around };
    const exports = new Map<string, Item>();
    for (const definition of definitions) {
      work += 1 + namesIn(definition);
      if (work > mostWork) throw broken("there is too much of it");
      const item = follow(definition, scope, imports);
      add(scope, sortOf(definition), item);
      if (definition.kind === "export") exports.set(definition.name, item);
    }
    return exports;
  };

  /** An import of the outermost component: a host interface, or a type, which the host ignores. */
  const importOfHost = (name: string, definition: Definition): Item => {
    if (definition.kind !== "import") throw broken("an import is something else");
    if (definition.sort === "type") return anyType;
    const from = rule(name, definition.offset);
    if (definition.sort !== "instance") throw broken(`the import “${name}” is no interface`);
    return {
      sort: "instance",
      get: (inside, sort) => (sort === "func" ? { sort: "host", interface: from, name: inside } : anyType),
    };
  };

  return { evaluate, importOfHost, hosts, steps, modules, wanted };
};

/** One import of a core module. */
export interface WantedImport {
  readonly module: string;
  readonly name: string;
}

export interface LinkedComponent {
  /** The core modules, as byte ranges. */
  readonly modules: readonly { readonly start: number; readonly end: number }[];
  /** The exported functions by name, with their types in WIT notation. */
  readonly functions: ReadonlyMap<string, () => string>;
  readonly hosts: readonly HostImport[];
  /** Completes the plan with the imports of each core module. Throws `sandbox.invalid_module`. */
  plan(importsOf: (module: number) => readonly WantedImport[]): ComponentPlan;
}

/** Throws `sandbox.invalid_module`, and the rule's errors. */
export const linkComponent = (definitions: readonly Definition[], rule: ComponentImportRule): LinkedComponent => {
  const { evaluate, importOfHost, hosts, steps, modules, wanted } = createLinker(rule);
  const exported = evaluate(definitions, null, importOfHost);
  const functions = new Map<string, () => string>();
  const lifted = new Map<string, ComponentExport>();
  for (const [name, item] of exported) {
    if (item.sort !== "lifted") continue;
    functions.set(name, item.type);
    lifted.set(name, item.lifted);
  }
  return {
    modules,
    functions,
    hosts,
    plan: (importsOf) => {
      for (const { module, imports, from } of wanted) {
        for (const { module: instance, name } of importsOf(module)) {
          const found = from.get(instance);
          if (found?.sort !== "core instance")
            throw broken(`a core module imports from “${instance}”, which it is not given`);
          imports.push([instance, name, found.get(name)]);
        }
      }
      return { hosts, steps, exports: Object.fromEntries(lifted) };
    },
  };
};
