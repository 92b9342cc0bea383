/**
 * Writes sdk/assemblyscript/lean/unicode-categories.ts: the general category of every code point, run-length encoded,
 * as this Node.js knows it. Run `node scripts/unicode-categories.mjs` to move to a newer version of Unicode; the output
 * is committed.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const categories = "Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co Cs".split(
  " ",
);
const patterns = categories.map((name) => new RegExp(`^\\p{${name}}$`, "u"));
const mostPoints = 0x110000;

/** Index of the category in the list above. */
const categoryOf = (point) => patterns.findIndex((pattern) => pattern.test(String.fromCodePoint(point)));

/** Runs as [category, length]. */
const runs = [];
for (let point = 0; point < mostPoints; point += 1) {
  const category = categoryOf(point);
  const last = runs.at(-1);
  if (last !== undefined && last[0] === category) last[1] += 1;
  else runs.push([category, 1]);
}

/**
 * Five bits of category and three bits of length. If those three are 0, the length follows in seven-bit groups, lowest
 * first.
 */
const bytes = runs.flatMap(([category, length]) => {
  if (length < 8) return [(category << 3) | length];
  const more = [];
  for (let left = length; left > 0; left >>>= 7) more.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
  return [category << 3, ...more];
});

const lines = [];
for (let at = 0; at < bytes.length; at += 32) lines.push(`  ${bytes.slice(at, at + 32).join(", ")},`);
const names = categories.map((name, index) => `  export const ${name}: u32 = ${index};`).join("\n");

const text = `/**
 * The general category of every code point of Unicode ${process.versions.unicode}, made by scripts/unicode-categories.mjs.
 */
export namespace Category {
${names}
}

/** Bytes of {@link categoryRuns}. */
export const categoryRunsLength: usize = ${bytes.length};
/** How many runs they are. */
export const categoryRunsCount: i32 = ${runs.length};

/** For each run: five bits of category and three of length; where those are 0, the length follows, seven bits a byte, the lowest first. */
// prettier-ignore
export const categoryRuns: usize = memory.data<u8>([
${lines.join("\n")}
]);
`;

writeFileSync(fileURLToPath(new URL("../sdk/assemblyscript/lean/unicode-categories.ts", import.meta.url)), text);
