/** The result of linking a component: core modules, and a plan for instantiating them. Plain data. */

/** The source of a core module's import. */
export type CoreSource =
  | { readonly from: "instance"; readonly instance: number; readonly name: string }
  /** Index into {@link ComponentPlan.hosts}. */
  | { readonly from: "host"; readonly host: number };

/** The canonical ABI options that are needed to access guest memory for a function. */
export interface CanonicalOptions {
  readonly memory: CoreSource | null;
  readonly realloc: CoreSource | null;
  readonly postReturn: CoreSource | null;
}

/** A function that the host provides, or refuses when it is called. */
export interface HostImport extends CanonicalOptions {
  /** Without the version, such as `wasi:io/streams`; empty for a function that the component defines itself. */
  readonly interface: string;
  readonly name: string;
}

/** The instantiation of one core module; its position in the plan is the instance's index. */
export interface InstantiateStep {
  readonly module: number;
  /** Module, name and source of each import. */
  readonly imports: readonly (readonly [string, string, CoreSource])[];
}

export interface ComponentExport extends CanonicalOptions {
  readonly function: CoreSource;
}

export interface ComponentPlan {
  readonly hosts: readonly HostImport[];
  readonly steps: readonly InstantiateStep[];
  readonly exports: Readonly<Record<string, ComponentExport>>;
}

/** The interfaces of `sdk/wit/caxton.wit`, with the version that this Caxton supports. */
export const guestPackage = { name: "caxton:guest", version: "0.1.0" } as const;
