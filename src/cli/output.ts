/** Output for people and programs: colour only on a terminal, and no control sequences from other people's text. */
import type { Environment } from "../config/types.ts";

type Paint = (text: string) => string;

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

export type Palette = Readonly<Record<keyof typeof codes, Paint>>;

export interface Output {
  write(text: string): void;
  readonly paint: Palette;
  readonly isTerminal: boolean;
  /** In columns; 100 if it is not a terminal. */
  readonly width: number;
}

/** A stream such as `process.stdout`. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const palette = (colour: boolean): Palette =>
  Object.fromEntries(
    Object.entries(codes).map(([name, [on, off]]) => [
      name,
      colour ? (text: string) => `\u001B[${on}m${text}\u001B[${off}m` : (text: string) => text,
    ]),
  ) as Palette;

/** https://no-color.org and https://force-color.org; `TERM=dumb` has no colours. */
const wantsColour = (env: Environment, isTerminal: boolean): boolean => {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"] ?? "";
  if (forced !== "") return forced !== "0" && forced !== "false";
  return isTerminal && env["TERM"] !== "dumb";
};

export const createOutput = (stream: OutputStream, env: Environment): Output => {
  const isTerminal = stream.isTTY === true;
  return {
    write: (text) => void stream.write(text),
    paint: palette(wantsColour(env, isTerminal)),
    isTerminal,
    width: stream.columns ?? 100,
  };
};

/** User content may contain escape sequences, which must not reach a terminal. */
export const printable = (text: string): string => text.replaceAll(/(?![\n\t])\p{Cc}/gu, "�");

/** The text for this output: unchanged for a file or a pipe, without escape sequences for a terminal. */
export const forOutput = (output: Output, text: string): string => (output.isTerminal ? printable(text) : text);
