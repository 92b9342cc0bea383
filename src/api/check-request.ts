/** Everything that is wrong with a request, told at once and after it is known who asks. */
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { FieldErrors } from "@tsoa/runtime";
import { CaxtonError, type Complaint } from "../domain/errors.ts";
import { nearest } from "../domain/nearest.ts";
import { shown } from "../domain/shown.ts";
import { contextOf, responseOf, servicesOf } from "./context.ts";
import { linesType } from "./media-types.ts";
import type { Operation, Parameter } from "./operations.ts";

export const invalidRequest = (errors: readonly Complaint[]): CaxtonError => {
  const first = errors[0];
  const where = first?.pointer ?? first?.parameter ?? "";
  const summary =
    first === undefined ? "It cannot be understood." : `${where === "" ? "" : `${where}: `}${first.message}`;
  const more = errors.length > 1 ? ` That is one of ${errors.length}; see errors.` : "";
  return new CaxtonError("request.invalid", `The request has errors. ${summary}${more}`, {
    errors,
    hint: "Correct what errors lists. /docs shows what this operation takes.",
  });
};

const unknownParameters = (request: Request, operation: Operation): Complaint[] => {
  const known = operation.parameters.filter((each) => each.in === "query").map((each) => each.name);
  return Object.keys(request.query)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const close = nearest(name, known, { max: 1 })[0];
      const list = known.length === 0 ? "It takes none." : `It takes ${known.join(", ")}.`;
      return {
        parameter: name,
        message: `There is no query parameter ${shown(name)}.`,
        suggestion: close === undefined ? list : `Did you mean ${close}?`,
      };
    });
};

/** Every value that was given under the name: a query may repeat one. */
const valuesOf = (request: Request, { in: place, name }: Parameter): readonly string[] => {
  const value =
    place === "header" ? request.header(name) : place === "query" ? request.query[name] : request.params[name];
  return value === undefined ? [] : [value].flat().map(String);
};

/** Violations of the schemas of query, path and header parameters, with the parameter's name in place of a pointer. */
const parameterComplaints = (request: Request, operation: Operation): Complaint[] =>
  operation.parameters.flatMap((parameter): Complaint[] => {
    const { name, schema = {} } = parameter;
    const values = valuesOf(request, parameter);
    if (values.length === 0 && parameter.required === true) {
      return [{ parameter: name, message: `${name} is missing.`, suggestion: `Add ${name}.` }];
    }
    return servicesOf(request)
      .operations.judgeParameter(schema, values)
      .map(({ pointer: _pointer, ...complaint }) => ({ parameter: name, ...complaint }));
  });

const bodyComplaints = (request: Request, operation: Operation): readonly Complaint[] => {
  const { bodyType, module } = contextOf(responseOf(request));
  const own = operation.body?.[bodyType ?? ""];
  const schema = own ?? Object.values(operation.body ?? {})[0];
  // The manifest of an upload has a parser of its own; and a batch has thousands of messages of one kind, which
  // `parse-batch.ts` judges faster.
  const isJudgedLater = (module !== null && own === undefined) || operation.body?.[linesType] !== undefined;
  if (schema === undefined || isJudgedLater) return [];
  if (request.body === undefined) {
    const suggestion = `Send one as ${Object.keys(operation.body ?? {}).join(" or ")}.`;
    return [{ pointer: "", message: "This needs a body, and there is none.", suggestion }];
  }
  return servicesOf(request).operations.judgeBody(schema, request.body);
};

/** Runs after authentication and before tsoa's own validation, which then finds nothing more to say. */
export const checkRequest: RequestHandler = (request: Request, response: Response, next: NextFunction): void => {
  const { operation } = contextOf(response);
  if (operation === null) return next();
  const errors = [
    ...unknownParameters(request, operation),
    ...parameterComplaints(request, operation),
    ...bodyComplaints(request, operation),
  ];
  return next(errors.length > 0 ? invalidRequest(errors) : undefined);
};

/** tsoa's `body.receivers.$0` as a JSON pointer; its other names are parameters. */
const placeOf = (name: string): Pick<Complaint, "pointer" | "parameter"> =>
  /^(requestBody|body)(\.|$)/.test(name)
    ? {
        pointer: name
          .replace(/^(requestBody|body)/, "")
          .replaceAll(".$", "/")
          .replaceAll(".", "/"),
      }
    : { parameter: name };

const inWords = (message: string, value: unknown): string => {
  const choices = /^should be one of the following; \[(.*)\]$/.exec(message)?.[1];
  if (choices !== undefined)
    return `${shown(value)} is not allowed here; it takes ${choices.replaceAll("'", "").replaceAll(",", ", ")}.`;
  return message.startsWith("Could not match the union") ? `${shown(value)} is not allowed here.` : message;
};

/** What tsoa's validation found, in Caxton's words. */
export const validationError = (fields: FieldErrors): CaxtonError =>
  invalidRequest(
    Object.entries(fields).map(([name, { message, value }]) => ({
      ...placeOf(name),
      message: inWords(message, value),
    })),
  );
