/** The log: one JSON object a line on standard error, or readable lines where a person watches. */
import { pino, type Logger } from "pino";
import type { Writable } from "node:stream";
import { CaxtonError } from "../domain/errors.ts";
import { prettyLine } from "./pretty-lines.ts";
import { redacted, redactFields, redactText } from "./redact.ts";

export type { Logger } from "pino";

export interface LoggerOptions {
  /** `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. */
  readonly level: string;
  /** Coloured lines for a person at a terminal. */
  readonly pretty?: boolean;
  /** Where lines go; standard error unless given, because standard output belongs to commands. */
  readonly stream?: Writable;
}

const secretBindings = ["apiKey", "authorization", "*.apiKey", "*.authorization"];

/** Causes beyond this one say nothing new. */
const deepestCause = 4;

/** What a record says of an error. Fields that a library puts on its errors stay out: they carry headers and bodies. */
const describeError = (thrown: unknown, depth = 0): unknown => {
  if (!(thrown instanceof Error)) return thrown;
  const { name, message, stack, cause } = thrown;
  return {
    type: name,
    message,
    ...(thrown instanceof CaxtonError
      ? {
          code: thrown.code,
          ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
          ...(thrown.errors.length === 0 ? {} : { errors: thrown.errors }),
          ...(Object.keys(thrown.facts).length === 0 ? {} : { facts: redactFields(thrown.facts) }),
        }
      : {}),
    stack,
    ...(cause === undefined || depth >= deepestCause ? {} : { cause: describeError(cause, depth + 1) }),
  };
};

/**
 * Makes the root logger. `logger.child({ traceId, conversationId })` gives one whose records carry those fields. Values of
 * keys such as `authorization` and `apiKey`, and texts that look like a key, are never written.
 */
export const createLogger = ({ level, pretty = false, stream = process.stderr }: LoggerOptions): Logger => {
  const write = (line: string): void => {
    const safe = redactText(line);
    stream.write(pretty ? prettyLine(safe) : safe);
  };
  const describe = (thrown: unknown): unknown => describeError(thrown);
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redactFields },
      // Pino hands the bindings of a child logger to no formatter.
      redact: { paths: secretBindings, censor: redacted },
      serializers: { err: describe, error: describe },
    },
    { write },
  );
};
