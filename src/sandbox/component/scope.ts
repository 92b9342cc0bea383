/** Items in a component are referred to by index; each sort has an index space of its own. */
import { invalidModule } from "../pass/refusals.ts";
import type { Definition, Sort, TypeShape, ValueType } from "./definitions.ts";
import type { ComponentExport, CoreSource } from "./types.ts";

/** What an index in a component refers to. */
export type Item =
  | { readonly sort: "core"; readonly source: CoreSource }
  | { readonly sort: "module"; readonly module: number }
  | { readonly sort: "core instance"; readonly get: (name: string) => CoreSource }
  | { readonly sort: "host"; readonly interface: string; readonly name: string }
  /** `type` is in WIT notation; it is evaluated only for exports. */
  | { readonly sort: "lifted"; readonly lifted: ComponentExport; readonly type: () => string }
  | { readonly sort: "type"; readonly shape: TypeShape }
  | { readonly sort: "component"; readonly definitions: readonly Definition[]; readonly around: Scope }
  | { readonly sort: "instance"; readonly get: (name: string, sort: Sort) => Item };

/** The index spaces of one component, and the enclosing component's scope. */
export interface Scope {
  readonly items: Map<Sort, Item[]>;
  readonly around: Scope | null;
}

/** A guest's names may be megabytes long. */
const longestReason = 300;

/** The component refers to something that does not exist or does not fit. @param why a clause */
export const broken = (why: string): Error =>
  invalidModule(`the parts of the component do not fit together, because ${why.slice(0, longestReason)}`, {
    offset: 0,
  });

/** A type about which nothing else is known. */
export const anyType: Item = { sort: "type", shape: { kind: "other" } };

/** A type in WIT notation, as detailed as our own functions need. */
export const textOf = (scope: Scope, type: ValueType | null, depth = 0): string => {
  if (type === null) return "_";
  if (typeof type === "string") return type;
  const item = scope.items.get("type")?.[type];
  if (item?.sort !== "type" || depth > 4) return "other";
  const { shape } = item;
  const inner = (each: ValueType | null): string => textOf(scope, each, depth + 1);
  if (shape.kind === "same") return inner(shape.as);
  if (shape.kind === "option") return `option<${inner(shape.of)}>`;
  if (shape.kind === "result") return `result<${inner(shape.ok)}, ${inner(shape.error)}>`;
  // None of our own functions has more parameters.
  if (shape.kind === "func" && shape.parameters.length <= 4) {
    const result = shape.result === null ? "" : ` -> ${inner(shape.result)}`;
    return `func(${shape.parameters.map(inner).join(", ")})${result}`;
  }
  return "other";
};

/** The sort whose index space a definition extends. */
export const sortOf = (definition: Definition): Sort => {
  switch (definition.kind) {
    case "module":
      return "core module";
    case "core group":
      return "core instance";
    case "group":
      return "instance";
    case "lift":
      return "func";
    case "lower":
    case "resource":
      return "core func";
    case "alias":
    case "outer":
    case "import":
    case "export":
      return definition.sort;
    default:
      return definition.kind;
  }
};
