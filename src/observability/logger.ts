/** The log: one JSON object a line, or, on a terminal, lines for people. */
import { pino, type Logger } from "pino";
import type { Writable } from "node:stream";
import { prettyLines } from "./pretty-lines.ts";

export type { Logger } from "pino";

export interface LoggerOptions {
  readonly level: string;
  /** Lines for people in place of JSON. */
  readonly pretty: boolean;
  /** Standard error unless given: standard output belongs to the commands' answers. */
  readonly stream?: Writable;
}

/** Where secrets may stand in what is logged. */
const secrets = ["authorization", "apiKey", "*.authorization", "*.apiKey", "headers.authorization", "*.headers.authorization"];

export const createLogger = ({ level, pretty, stream = process.stderr }: LoggerOptions): Logger =>
  pino(
    { level, base: undefined, redact: { paths: secrets, censor: "***" }, timestamp: pino.stdTimeFunctions.isoTime },
    pretty ? prettyLines(stream) : stream,
  );
