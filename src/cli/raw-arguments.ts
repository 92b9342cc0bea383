/**
 * yargs parses the values of positionals a second time as if they were flags: `-` would be lost, and a message that
 * begins with a dash would be taken for an option. Such words are therefore passed through it with a mark that no
 * argument of a process can contain.
 */

const mark = "\0";

/** Marks `-` and every word after `--` that begins with a dash; `--` itself is removed. */
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

/** The words parsed by yargs, without the marks. */
export const unguardArguments = <Args extends object>(args: Args): Args =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, unguard(value)])) as Args;

/** Flags that were given more than once but take one value; yargs makes a list of them. */
export const repeatedFlags = (args: object, lists: ReadonlySet<string>): readonly string[] =>
  Object.entries(args)
    .filter(([name, value]) => Array.isArray(value) && !lists.has(name))
    .map(([name]) => name);
