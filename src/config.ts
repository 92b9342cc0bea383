/** The one place that reads the environment and the configuration file. */
export type * from "./config/types.ts";
