import type { Logger } from "pino";

/** The part of a logger that this folder uses. */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;
