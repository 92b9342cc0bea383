/**
 * yargs reads the values of positionals a second time, as if they were flags: `-` would be lost and a message that begins
 * with a dash taken for an option. So such words go through it with a mark that no argument of a process can hold.
 */

const mark = "\0";

/** Marks `-`, and after `--`, which is left out, every word that begins with a dash. */
export const guardWords = (argv: readonly string[]): readonly string[] => {
  const at = argv.indexOf("--");
  const end = at === -1 ? argv.length : at;
  return [
    ...argv.slice(0, end).map((word) => (word === "-" ? mark + word : word)),
    ...argv.slice(end + 1).map((word) => (word.startsWith("-") ? mark + word : word)),
  ];
};

const unguard = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(unguard);
  return typeof value === "string" && value.startsWith(mark) ? value.slice(mark.length) : value;
};

/** What yargs made of the words, without the marks. */
export const unguardArguments = <Args extends object>(args: Args): Args =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, unguard(value)])) as Args;

/** Flags that were given more than once and take one value; yargs makes a list of them. */
export const repeatedFlags = (args: object, lists: ReadonlySet<string>): readonly string[] =>
  Object.entries(args)
    .filter(([name, value]) => Array.isArray(value) && !lists.has(name))
    .map(([name]) => name);
