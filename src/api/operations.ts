/**
 * What the OpenAPI document says about a request, as a table: which operation it means, which methods, parameters and
 * media types that takes, and which schema its body has. So the document is not only shown but kept.
 */
import { readFileSync } from "node:fs";
import type { Complaint } from "../domain/errors.ts";
import { createSchemaJudge, resolve, type Schema, type Schemas } from "./schema.ts";

/** The parts of the document that are read here. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
  readonly components: { readonly schemas: Schemas };
}

export interface Parameter {
  /** `query`, `path` or `header`. */
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface DocumentOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
}

export interface Operation {
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  /** As in the document: `/api/v1/agents/{name}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Media type → schema; null where the operation takes no body. */
  readonly body: Readonly<Record<string, Schema>> | null;
}

export interface Operations {
  /** The document's text, as it is served. */
  readonly text: string;
  readonly all: readonly Operation[];
  /** The operations on a path by method; empty when there is nothing at the path. */
  at(path: string): ReadonlyMap<string, Operation>;
  /** Everything in a body that its schema does not allow. */
  judgeBody(schema: Schema, value: unknown): readonly Complaint[];
  /** The same for the values of a parameter, as text; only one whose schema is a list may have several. */
  judgeParameter(schema: Schema, values: readonly string[]): readonly Complaint[];
}

const methods = ["get", "put", "post", "delete", "patch"] as const;

const operationOf = (method: string, path: string, operation: DocumentOperation): Operation => ({
  id: operation.operationId,
  method: method.toUpperCase(),
  path,
  parameters: operation.parameters ?? [],
  body:
    operation.requestBody === undefined
      ? null
      : Object.fromEntries(
          Object.entries(operation.requestBody.content).map(([type, { schema }]) => [type, schema ?? {}]),
        ),
});

/** `/agents/{name}` matches `/agents/Greeter`; a name never spans a slash. */
const matches = (template: readonly string[], path: readonly string[]): boolean =>
  template.length === path.length &&
  template.every((part, index) => (part.startsWith("{") ? path[index] !== "" : part === path[index]));

const readOperations = (document: ApiDocument): readonly Operation[] =>
  Object.entries(document.paths).flatMap(([path, byMethod]) =>
    methods.flatMap((method) => {
      const operation = byMethod[method];
      return operation === undefined ? [] : [operationOf(method, path, operation)];
    }),
  );

/** A path without names goes before one with names: `/agents/validate` before `/agents/{name}`. */
const literalFirst = (left: Operation, right: Operation): number =>
  Number(left.path.includes("{")) - Number(right.path.includes("{"));

export const createOperations = (text: string): Operations => {
  const document = JSON.parse(text) as ApiDocument;
  const all = readOperations(document);
  const judgeBody = createSchemaJudge(document.components.schemas);
  const split = all.toSorted(literalFirst).map((operation) => ({ operation, parts: operation.path.split("/") }));
  return {
    text,
    all,
    at: (path) => {
      const parts = path.split("/");
      const meant = split.find((each) => matches(each.parts, parts))?.operation.path;
      // `/messages/batch` is itself, and not the message called “batch”, whatever the method.
      const here = split.filter(({ operation }) => operation.path === meant);
      return new Map(here.map(({ operation }) => [operation.method, operation]));
    },
    judgeBody,
    judgeParameter: (schema, values) => {
      const { type } = resolve(document.components.schemas, schema);
      const [value, second] = values;
      if (value === undefined) return [];
      if (type === "array") return judgeBody(schema, values);
      if (second !== undefined) return [{ message: "It is given more than once, and takes one value." }];
      const isNumber = type === "integer" || type === "number";
      return judgeBody(schema, isNumber && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value);
    },
  };
};

/** The document as it was generated and committed. */
export const readDocument = (): string => readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8");
