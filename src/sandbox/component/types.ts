/** What a component comes to once it is taken apart: core modules, and a plan of how they are put together. Plain data. */

/** Where something that a core module imports comes from. */
export type CoreSource =
  | { readonly from: "instance"; readonly instance: number; readonly name: string }
  /** Number in {@link ComponentPlan.hosts}. */
  | { readonly from: "host"; readonly host: number };

/** What the canonical ABI needs to read and write the guest's memory for a function. */
export interface CanonicalOptions {
  readonly memory: CoreSource | null;
  readonly realloc: CoreSource | null;
  readonly postReturn: CoreSource | null;
}

/** A function that the host gives, or refuses when it is called. */
export interface HostImport extends CanonicalOptions {
  /** Without the version, such as `wasi:io/streams`; empty for what a component defines for itself. */
  readonly interface: string;
  readonly name: string;
}

/** One core module made into an instance; its number is its place in the plan. */
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

/** The interfaces of `sdk/wit/caxton.wit`, with the version that this Caxton speaks. */
export const guestPackage = { name: "caxton:guest", version: "0.1.0" } as const;
