/**
 * Links a component: resolves its definitions, and those of nested components, down to core modules and the functions
 * passed between them. Nothing is run; the result is a plan that a worker carries out for each instance.
 */
import type { Definition, Named, Sort } from "./definitions.ts";
import {
  addHost,
  addItem,
  type ComponentImportRule,
  coreSourceAt,
  createLinking,
  type FindImport,
  finderIn,
  itemAt,
  type Linking,
  type ModuleRange,
  optionsIn,
} from "./link-state.ts";
import { anyType, broken, type Item, type Scope, sortOf, textOf } from "./scope.ts";
import type { ComponentExport, ComponentPlan, CoreSource, HostImport } from "./types.ts";

/** Compilers emit about five; composed components have a few more. */
const mostInstances = 64;
/** Limits the number of definitions and names to follow, because a nested component may be instantiated many times. */
const mostWork = 50_000;
/** Limits the nesting of instances: a component can refer to itself through an alias, and would not end. */
const deepestInstance = 32;

type Of<Kind extends Definition["kind"]> = Extract<Definition, { kind: Kind }>;

/** The number of names that a definition makes the linker look up. */
const namesIn = (definition: Definition): number => {
  if ("arguments" in definition) return definition.arguments.length;
  return "items" in definition ? definition.items.length : 0;
};

const instantiateCore = (linking: Linking, scope: Scope, definition: Of<"core instance">): Item => {
  const { steps, used, wanted } = linking;
  const found = itemAt(scope, "core module", definition.module);
  if (found.sort !== "module") throw broken(`core module ${definition.module} is of another kind`);
  const { module } = found;
  // The limit for its memory is shared out once per module.
  if (used.has(module)) throw broken("a core module is instantiated twice");
  if (steps.length >= mostInstances) throw broken(`there are more than ${mostInstances} core instances`);
  used.add(module);
  const from = new Map(definition.arguments.map(({ name, index }) => [name, itemAt(scope, "core instance", index)]));
  const instance = steps.length;
  const imports: [string, string, CoreSource][] = [];
  steps.push({ module, imports });
  wanted.push({ module, imports, from });
  return { sort: "core instance", get: (name) => ({ from: "instance", instance, name }) };
};

const groupOfCore = (scope: Scope, items: readonly Named[]): Item => {
  const inside = new Map(items.map(({ name, sort, index }) => [name, coreSourceAt(scope, sort, index)]));
  return { sort: "core instance", get: finderIn("a core instance", inside) };
};

const itemsByName = (scope: Scope, named: readonly Named[]): ReadonlyMap<string, Item> =>
  new Map(named.map(({ name, sort, index }) => [name, itemAt(scope, sort, index)]));

const groupOf = (scope: Scope, items: readonly Named[]): Item => ({
  sort: "instance",
  get: finderIn("an instance", itemsByName(scope, items)),
});

const instantiate = (linking: Linking, scope: Scope, definition: Of<"instance">): Item => {
  const found = itemAt(scope, "component", definition.component);
  if (found.sort !== "component") throw broken(`component ${definition.component} is of another kind`);
  if (linking.depth >= deepestInstance) throw broken(`instances are nested more than ${deepestInstance} deep`);
  const given = finderIn("the instantiation of a component", itemsByName(scope, definition.arguments));
  linking.depth += 1;
  const exports = evaluate(linking, found.definitions, found.around, given);
  linking.depth -= 1;
  return { sort: "instance", get: finderIn("an instance", exports) };
};

const lift = (scope: Scope, definition: Of<"lift">): Item => {
  const lifted = {
    function: coreSourceAt(scope, "core func", definition.function),
    ...optionsIn(scope, definition.options),
  };
  return { sort: "lifted", lifted, type: () => textOf(scope, definition.type) };
};

const lower = (linking: Linking, scope: Scope, definition: Of<"lower">): Item => {
  const found = itemAt(scope, "func", definition.function);
  const { memory, realloc } = optionsIn(scope, definition.options);
  if (found.sort === "host") {
    const { interface: from, name } = found;
    return addHost(linking, { interface: from, name }, { memory, realloc, postReturn: null });
  }
  // One nested component calls another. The only known case is stubs for functions that a host does not provide.
  // Those trap, so this traps too.
  return addHost(linking, { interface: "", name: "a function of another nested component" });
};

const alias = (scope: Scope, { sort, instance, name }: Of<"alias">): Item => {
  const isCore = sort.startsWith("core ");
  const from = itemAt(scope, isCore ? "core instance" : "instance", instance);
  if (from.sort === "core instance") return { sort: "core", source: from.get(name) };
  if (from.sort === "instance") return from.get(name, sort);
  throw broken(`the alias “${name}” refers to instance ${instance}, which is of another kind`);
};

const outer = (scope: Scope, { sort, depth, index }: Of<"outer">): Item => {
  let at: Scope | null = scope;
  for (let left = depth; left > 0 && at !== null; left -= 1) at = at.around;
  if (at === null) throw broken("an alias refers to something outside of the component");
  return itemAt(at, sort, index);
};

/** The item that a definition adds. */
const follow = (linking: Linking, definition: Definition, scope: Scope, imports: FindImport): Item => {
  switch (definition.kind) {
    case "module":
      linking.modules.push(definition);
      return { sort: "module", module: linking.modules.length - 1 };
    case "core instance":
      return instantiateCore(linking, scope, definition);
    case "core group":
      return groupOfCore(scope, definition.items);
    case "core type":
      return anyType;
    case "component":
      return { sort: "component", definitions: definition.definitions, around: scope };
    case "instance":
      return instantiate(linking, scope, definition);
    case "group":
      return groupOf(scope, definition.items);
    case "alias":
      return alias(scope, definition);
    case "outer":
      return outer(scope, definition);
    case "type":
      return { sort: "type", shape: definition.type };
    case "lift":
      return lift(scope, definition);
    case "lower":
      return lower(linking, scope, definition);
    case "resource":
      return addHost(linking, { interface: "", name: definition.name });
    case "import":
      return imports(definition.name, definition);
    default:
      return itemAt(scope, definition.sort, definition.index);
  }
};

/** Follows the definitions of one component and returns its exports. */
const evaluate = (
  linking: Linking,
  definitions: readonly Definition[],
  around: Scope | null,
  imports: FindImport,
): ReadonlyMap<string, Item> => {
  const scope: Scope = { items: new Map<Sort, Item[]>(), around };
  const exports = new Map<string, Item>();
  for (const definition of definitions) {
    linking.work += 1 + namesIn(definition);
    if (linking.work > mostWork) throw broken(`it has more than ${mostWork} definitions and names`);
    const item = follow(linking, definition, scope, imports);
    addItem(scope, sortOf(definition), item);
    if (definition.kind === "export") exports.set(definition.name, item);
  }
  return exports;
};

/** The imports of the outermost component: host interfaces, and types, which the host ignores. */
const importsOfHost =
  (rule: ComponentImportRule): FindImport =>
  (name, definition) => {
    if (definition.kind !== "import") throw broken(`the import “${name}” is of another kind`);
    if (definition.sort === "type") return anyType;
    const from = rule(name, definition.offset);
    if (definition.sort !== "instance") throw broken(`the import “${name}” is not an interface`);
    return {
      sort: "instance",
      get: (inside, sort) => (sort === "func" ? { sort: "host", interface: from, name: inside } : anyType),
    };
  };

/** One import of a core module. */
export interface WantedImport {
  readonly module: string;
  readonly name: string;
}

export interface LinkedComponent {
  readonly modules: readonly ModuleRange[];
  /** The exported functions by name, with their types in WIT notation. */
  readonly functions: ReadonlyMap<string, () => string>;
  readonly hosts: readonly HostImport[];
  /** Completes the plan with the imports of each core module. Throws `sandbox.invalid_module`. */
  plan(importsOf: (module: number) => readonly WantedImport[]): ComponentPlan;
}

/** Finds the source of each import of each core instance. */
const resolveImports = ({ wanted }: Linking, importsOf: (module: number) => readonly WantedImport[]): void => {
  for (const { module, imports, from } of wanted) {
    for (const { module: instance, name } of importsOf(module)) {
      const found = from.get(instance);
      if (found?.sort !== "core instance")
        throw broken(`a core module imports from “${instance}”, but no instance of that name is passed to it`);
      imports.push([instance, name, found.get(name)]);
    }
  }
};

/** Throws `sandbox.invalid_module`, and the rule's errors. */
export const linkComponent = (definitions: readonly Definition[], rule: ComponentImportRule): LinkedComponent => {
  const linking = createLinking();
  const exported = evaluate(linking, definitions, null, importsOfHost(rule));
  const functions = new Map<string, () => string>();
  const lifted = new Map<string, ComponentExport>();
  for (const [name, item] of exported) {
    if (item.sort !== "lifted") continue;
    functions.set(name, item.type);
    lifted.set(name, item.lifted);
  }
  const { hosts, steps, modules } = linking;
  return {
    modules,
    functions,
    hosts,
    plan: (importsOf) => {
      resolveImports(linking, importsOf);
      return { hosts, steps, exports: Object.fromEntries(lifted) };
    },
  };
};
