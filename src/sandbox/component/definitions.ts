/** The definitions of a component, in their order in the file. Each adds one item to the index space of its sort. */

export const coreSorts = new Map([
  [0x00, "core func"],
  [0x01, "core table"],
  [0x02, "core memory"],
  [0x03, "core global"],
  [0x04, "core tag"],
  [0x10, "core type"],
  [0x11, "core module"],
  [0x12, "core instance"],
] as const);

export const componentSorts = new Map([
  [0x01, "func"],
  [0x02, "value"],
  [0x03, "type"],
  [0x04, "component"],
  [0x05, "instance"],
] as const);

type ValueOf<Of> = Of extends Map<unknown, infer Value> ? Value : never;
export type Sort = ValueOf<typeof coreSorts> | ValueOf<typeof componentSorts>;

/** A name and the index of the item that it refers to. */
export interface Named {
  readonly name: string;
  readonly sort: Sort;
  readonly index: number;
}

/** Name of a primitive type, or the index of a type. */
export type ValueType = string | number;

/** Only as detailed as the types of our own functions require; everything else is `other`. */
export type TypeShape =
  | { readonly kind: "func"; readonly parameters: readonly ValueType[]; readonly result: ValueType | null }
  | { readonly kind: "same"; readonly as: ValueType }
  | { readonly kind: "option"; readonly of: ValueType }
  | { readonly kind: "result"; readonly ok: ValueType | null; readonly error: ValueType | null }
  | { readonly kind: "other" };

export interface OptionNumbers {
  readonly memory: number | null;
  readonly realloc: number | null;
  readonly postReturn: number | null;
}

export type Definition =
  | { readonly kind: "module"; readonly start: number; readonly end: number }
  | { readonly kind: "core instance"; readonly module: number; readonly arguments: readonly Named[] }
  | { readonly kind: "core group"; readonly items: readonly Named[] }
  | { readonly kind: "core type" }
  | { readonly kind: "component"; readonly definitions: readonly Definition[] }
  | { readonly kind: "instance"; readonly component: number; readonly arguments: readonly Named[] }
  | { readonly kind: "group"; readonly items: readonly Named[] }
  | { readonly kind: "alias"; readonly sort: Sort; readonly instance: number; readonly name: string }
  | { readonly kind: "outer"; readonly sort: Sort; readonly depth: number; readonly index: number }
  | { readonly kind: "type"; readonly type: TypeShape }
  | { readonly kind: "lift"; readonly function: number; readonly options: OptionNumbers; readonly type: number }
  | { readonly kind: "lower"; readonly function: number; readonly options: OptionNumbers }
  | { readonly kind: "resource"; readonly name: "resource.new" | "resource.drop" | "resource.rep" }
  | { readonly kind: "import"; readonly name: string; readonly sort: Sort; readonly offset: number }
  | ({ readonly kind: "export" } & Named);
