/** The log on standard error: one JSON object per line, or readable lines on a terminal. */
import { pino, type Logger } from "pino";
import type { Writable } from "node:stream";
import { CaxtonError } from "../domain/errors.ts";
import { prettyLine } from "./pretty-lines.ts";
import { redacted, redactFields, redactText } from "./redact.ts";

export type { Logger } from "pino";

export interface LoggerOptions {
  /** `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. */
  readonly level: string;
  /** Coloured, readable lines for a terminal. */
  readonly pretty?: boolean;
  /** Destination of the lines. Default: standard error, because commands print their results on standard output. */
  readonly stream?: Writable;
}

const secretBindings = ["apiKey", "authorization", "*.apiKey", "*.authorization"];

/** Deeper causes add nothing new. */
const deepestCause = 4;

/**
 * An error as it is logged. Fields that libraries add to their errors are left out, since they contain headers and
 * bodies.
 */
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
 * Creates the root logger. `logger.child({ traceId, conversationId })` returns one whose records have those fields.
 * Values of keys such as `authorization` and `apiKey`, and text that looks like a key, are redacted.
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
      // Pino does not pass the bindings of a child logger to a formatter.
      redact: { paths: secretBindings, censor: redacted },
      serializers: { err: describe, error: describe },
    },
    { write },
  );
};
