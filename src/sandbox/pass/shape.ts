/** What a module is made of, as far as the pass looks. */
import type { FoundImport } from "./imports.ts";

export interface Limits {
  readonly initial: number;
  /** `null` when the module names none. */
  readonly maximum: number | null;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface FunctionType {
  readonly parameters: number;
  readonly results: number;
  /** The types' codes, parameters before the colon: equal for equal types. */
  readonly signature: string;
}

export interface TableShape extends Limits {
  readonly elementType: number;
}

export interface ModuleShape {
  /** By section id: where its contents are. */
  readonly sections: ReadonlyMap<number, Span>;
  readonly types: readonly FunctionType[];
  /** By function index, imports first: its type's index. */
  readonly functionTypes: readonly number[];
  readonly importedFunctions: number;
  readonly importedTables: number;
  readonly importedMemories: number;
  readonly imports: readonly FoundImport[];
  readonly exports: readonly string[];
  readonly tables: readonly TableShape[];
  readonly memories: readonly Limits[];
  /** Imported ones too. */
  readonly globals: number;
  readonly importedGlobals: number;
  /**
   * The fuel is in globals that the module imports, so that several modules burn the same. They stand behind the other imported
   * globals, and those that the module defines move up by two.
   */
  readonly sharedFuel: boolean;
  /** Where each function's locals and instructions are, its size left out. */
  readonly bodies: readonly Span[];
}
