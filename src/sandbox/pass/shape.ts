/** The parts of a module that the pass looks at. */
import type { FoundImport } from "./imports.ts";

export interface Limits {
  readonly initial: number;
  /** `null` if the module declares no maximum. */
  readonly maximum: number | null;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface FunctionType {
  readonly parameters: number;
  readonly results: number;
  /** Type codes, parameters before the colon: equal for equal types. */
  readonly signature: string;
}

export const noValues: FunctionType = { parameters: 0, results: 0, signature: ":" };

export interface TableShape extends Limits {
  readonly elementType: number;
}

export interface ModuleShape {
  /** The contents of each section, by section id. */
  readonly sections: ReadonlyMap<number, Span>;
  readonly types: readonly FunctionType[];
  /** Type index by function index, imports first. */
  readonly functionTypes: readonly number[];
  readonly importedFunctions: number;
  readonly importedTables: number;
  readonly importedMemories: number;
  readonly imports: readonly FoundImport[];
  readonly exports: readonly string[];
  readonly tables: readonly TableShape[];
  readonly memories: readonly Limits[];
  /** Including imported ones. */
  readonly globals: number;
  readonly importedGlobals: number;
  /** The number of values of each kind of exception (tag), imports first. */
  readonly tags: readonly number[];
  /**
   * The fuel is in imported globals, so that several modules can share it. They come after the module's other imported
   * globals, and the indices of its own globals go up by two.
   */
  readonly sharedFuel: boolean;
  /** The locals and instructions of each function, without the size prefix. */
  readonly bodies: readonly Span[];
}
