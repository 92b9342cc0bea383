/**
 * Random programs with much control flow, in the text format: blocks, loops, branches of all kinds, calls, exceptions.
 * Each counts its statements in the global `steps`, so that the fuel burned can be compared with the work done. All of
 * them end.
 */
import fc from "fast-check";

/** The minimum cost of a counted statement: counting takes four instructions. */
export const leastOfStep = 4;

const step = "(global.set $steps (i32.add (global.get $steps) (i32.const 1)))";
/** True until the program has used up its budget of backward branches. */
const mayGoOn = `(i32.gt_s (global.get $budget) (i32.const 0))`;
const spend = "(global.set $budget (i32.sub (global.get $budget) (i32.const 1)))";

interface Scope {
  /** The enclosing labels, innermost first; true for a loop's. */
  readonly labels: readonly boolean[];
  readonly depth: number;
  /** Index of the first function that may be called. */
  readonly callable: number;
}

const functions = 4;

const bit = (of: number): string => `(i32.and (local.get $a) (i32.const ${of}))`;

const inside = (scope: Scope, isLoop: boolean): Scope => ({
  ...scope,
  labels: [isLoop, ...scope.labels],
  depth: scope.depth - 1,
});

const branch = (scope: Scope, choice: number, mask: number): string => {
  const label = choice % (scope.labels.length + 1);
  // The outermost label belongs to the function and expects the result.
  if (label === scope.labels.length) return `(if ${bit(mask)} (then (return (local.get $a))))`;
  if (scope.labels[label] ?? false) return `${spend} (br_if ${label} ${mayGoOn})`;
  return `(br_if ${label} ${bit(mask)})`;
};

/** Branches only forwards, so that it needs no budget. */
const branchTable = (scope: Scope, choices: readonly number[]): string => {
  const forward = scope.labels.flatMap((isLoop, label) => (isLoop ? [] : [label]));
  if (forward.length === 0) return step;
  const targets = choices.map((choice) => forward[choice % forward.length]);
  return `(br_table ${targets.join(" ")} ${bit(3)})`;
};

const small = fc.nat(7);

const simple = (scope: Scope): fc.Arbitrary<string> =>
  fc.oneof(
    small.map((value) => `(local.set $a (i32.add (i32.mul (local.get $a) (i32.const 31)) (i32.const ${value})))`),
    fc.tuple(small, small).map(([choice, mask]) => branch(scope, choice, mask)),
    small.map((value) =>
      scope.callable >= functions
        ? step
        : `(local.set $a (i32.add (local.get $a) (call $f${scope.callable + (value % (functions - scope.callable))} (local.get $a))))`,
    ),
    small.map((mask) => `(if ${bit(mask)} (then (throw $t)))`),
    small.map((mask) => `(memory.fill (i32.const 0) (i32.const ${mask}) ${bit(63)})`),
    fc.constant(`(drop (memory.grow (i32.const 0)))`),
    fc.array(small, { minLength: 1, maxLength: 4 }).map((choices) => branchTable(scope, choices)),
    small.map((mask) => `(if ${bit(mask)} (then (return (local.get $a))))`),
  );

const statements = (scope: Scope): fc.Arbitrary<string> =>
  fc
    .array(statement(scope), { minLength: 1, maxLength: 4 })
    .map((all) => all.map((each) => `${step} ${each}`).join("\n"));

const statement = (scope: Scope): fc.Arbitrary<string> => {
  if (scope.depth === 0) return simple(scope);
  const block = statements(inside(scope, false));
  return fc.oneof(
    simple(scope),
    block.map((body) => `(block ${body})`),
    statements(inside(scope, true)).map((body) => `(loop ${body})`),
    fc.tuple(small, block).map(([mask, body]) => `(if ${bit(mask)} (then ${body}))`),
    fc.tuple(small, block, block).map(([mask, yes, no]) => `(if ${bit(mask)} (then ${yes}) (else ${no}))`),
    fc.tuple(block, block).map(([body, caught]) => `(try (do ${body}) (catch_all ${caught}))`),
    fc.tuple(block, block).map(([body, caught]) => `(try (do ${body}) (catch $t ${caught}))`),
    block.map((body) => `(try (do ${body}) (catch_all (rethrow 0)))`),
    block.map((body) => `(try (do ${body}) (delegate ${scope.labels.length}))`),
  );
};

/** Each exports `run(i32) -> i32` and the globals `steps` and `budget`, which must be set before each run. */
export const programs: fc.Arbitrary<string> = fc
  .tuple(
    ...Array.from({ length: functions }, (_, index) =>
      statements({ labels: [], depth: 3, callable: index + 1 }).map(
        (body) =>
          `(func $f${index} ${index === 0 ? '(export "run")' : ""} (param $a i32) (result i32) ${body} (local.get $a))`,
      ),
    ),
  )
  .map(
    (all) => `(module (tag $t) (memory 1 1)
      (global $steps (export "steps") (mut i32) (i32.const 0)) (global $budget (export "budget") (mut i32) (i32.const 0))
      ${all.join("\n")})`,
  );
