/** The version of Caxton that runs, as its package says. */
import { readFileSync } from "node:fs";

const { version: own } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

export const version = own;
