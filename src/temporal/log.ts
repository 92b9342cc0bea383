import type { Logger } from "pino";

/** As much of a logger as this folder needs. */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;
