/** Hostile guests, each with the errors that may stop it. Used by the attack suite and by `bench/attacks.ts`. */
import type { CallLimits, ModulePolicy } from "../../src/sandbox/types.ts";
import { type GuestParts, everyImport, guest } from "./guests.ts";

export interface Attack {
  readonly name: string;
  readonly parts: GuestParts;
  /** Any of these is acceptable. */
  readonly codes: readonly string[];
  readonly policy?: Partial<ModulePolicy>;
  readonly limits?: Partial<CallLimits>;
}

const lie = (name: string, parts: GuestParts): Attack => ({
  name: `lie: ${name}`,
  parts,
  codes: ["sandbox.abi_violation"],
});

/** The ABI with other types: the text of all exports. */
const typed = (alloc: string, handle: string, pointer: string, length: string): GuestParts => ({
  exports: `(func (export "alloc") ${alloc}) (func (export "handle_message") ${handle})
    (func (export "response_ptr") ${pointer}) (func (export "response_len") ${length})`,
});
const goodAlloc = "(param i32) (result i32) (i32.const 1024)";
const goodHandle = "(param i32 i32) (result i32) (i32.const 1)";
const zero = "(result i32) (i32.const 0)";

const everyHostFunction = `
  (import "caxton" "log" (func $log (param i32 i32 i32)))
  (import "caxton" "now_ms" (func $now (result i64)))
  (import "caxton" "random" (func $random (param i32 i32)))`;

const forever = (body: string): string => `(loop $on ${body} (br $on)) unreachable`;

const lies: readonly Attack[] = [
  lie("alloc beyond the end", { alloc: "(i32.const 65536)" }),
  lie("alloc just too near to the end", { alloc: "(i32.sub (i32.const 65537) (local.get $len))" }),
  lie("alloc at -1", { alloc: "(i32.const -1)" }),
  lie("alloc at the smallest integer", { alloc: "(i32.const -2147483648)" }),
  lie("response at -1", { pointer: "(i32.const -1)" }),
  lie("response beyond the end", { pointer: "(i32.const 65530)", length: "(i32.const 7)" }),
  lie("response of -1 bytes", { length: "(i32.const -1)" }),
  lie("response whose end wraps around", { pointer: "(i32.const -8)", length: "(i32.const 16)" }),
  lie("explanation of an error beyond the end", { handle: "(i32.const 5)", length: "(i32.const -1)" }),
  lie("memory of no pages", { memory: "0 0" }),
  lie("alloc gives 64 bits", typed("(param i32) (result i64) (i64.const 8)", goodHandle, zero, zero)),
  lie("alloc takes 64 bits", typed("(param i64) (result i32) (i32.const 8)", goodHandle, zero, zero)),
  lie("alloc gives not a number", typed("(param i32) (result f64) (f64.const nan)", goodHandle, zero, zero)),
  lie("alloc gives a fraction", typed("(param i32) (result f32) (f32.const 8.5)", goodHandle, zero, zero)),
  lie("alloc gives nothing", typed("(param i32)", goodHandle, zero, zero)),
  lie(
    "alloc gives two values",
    typed("(param i32) (result i32 i32) (i32.const 8) (i32.const 8)", goodHandle, zero, zero),
  ),
  lie("alloc takes nothing", typed("(result i32) (i32.const 8)", goodHandle, zero, zero)),
  lie("handler gives 64 bits", typed(goodAlloc, "(param i32 i32) (result i64) (i64.const 1)", zero, zero)),
  lie("handler gives infinity", typed(goodAlloc, "(param i32 i32) (result f64) (f64.const inf)", zero, zero)),
  lie("handler takes three", typed(goodAlloc, "(param i32 i32 i32) (result i32) (i32.const 1)", zero, zero)),
  lie("pointer is a fraction", typed(goodAlloc, goodHandle, "(result f64) (f64.const 0.5)", zero)),
  lie("length is a huge float", typed(goodAlloc, goodHandle, zero, "(result f64) (f64.const 1e300)")),
  lie("log from beyond the end", {
    imports: everyHostFunction,
    handle: "(call $log (i32.const 2) (i32.const 65530) (i32.const 100)) (i32.const 0)",
  }),
  lie("log of -1 bytes", {
    imports: everyHostFunction,
    handle: "(call $log (i32.const 2) (i32.const 1) (i32.const -1)) (i32.const 0)",
  }),
  lie("random beyond the end", {
    imports: everyHostFunction,
    handle: "(call $random (i32.const -65536) (i32.const 65537)) (i32.const 0)",
  }),
];

const storms: readonly Attack[] = [
  { name: "endless loop", parts: { handle: forever("") }, codes: ["sandbox.cpu_limit_exceeded"] },
  { name: "endless alloc", parts: { alloc: forever("") }, codes: ["sandbox.cpu_limit_exceeded"] },
  { name: "endless response_len", parts: { length: forever("") }, codes: ["sandbox.cpu_limit_exceeded"] },
  {
    name: "memory.grow until it is refused, then abort",
    parts: {
      memory: "1",
      handle: "(loop $on (br_if $on (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) unreachable",
    },
    codes: ["sandbox.memory_limit_exceeded"],
  },
  {
    name: "memory.grow for ever",
    parts: { memory: "1", handle: forever("(drop (memory.grow (i32.const 1)))") },
    codes: ["sandbox.cpu_limit_exceeded"],
  },
  {
    name: "memory.grow by nothing for ever",
    parts: { memory: "1", handle: forever("(drop (memory.grow (i32.const 0)))") },
    codes: ["sandbox.cpu_limit_exceeded"],
  },
  {
    name: "alloc finds no room",
    parts: { alloc: "(i32.const 0)" },
    codes: ["sandbox.memory_limit_exceeded"],
  },
  {
    name: "recursion without end",
    parts: { more: "(func $deep (result i32) (i32.add (call $deep) (i32.const 1)))", handle: "(call $deep)" },
    codes: ["sandbox.stack_overflow"],
    limits: { fuel: 1e9 },
  },
  {
    name: "recursion with wide frames",
    parts: {
      more: `(func $deep (param ${"i64 ".repeat(200)}) (call $deep ${Array.from({ length: 200 }, (_, index) => `(local.get ${index})`).join(" ")}))`,
      handle: `(call $deep ${"(i64.const 1) ".repeat(200)}) (i32.const 0)`,
    },
    codes: ["sandbox.stack_overflow"],
    limits: { fuel: 1e9 },
  },
  {
    name: "recursion through a table",
    parts: {
      more: `(type $t (func (result i32))) (table 1 funcref) (elem (i32.const 0) $deep)
        (func $deep (result i32) (i32.add (call_indirect (type $t) (i32.const 0)) (i32.const 1)))`,
      handle: "(call $deep)",
    },
    codes: ["sandbox.stack_overflow"],
    limits: { fuel: 1e9 },
  },
  {
    name: "br_table of 50,000 targets, for ever",
    parts: {
      handle: `(loop $on (block $out (br_table ${"$out ".repeat(50_000)} $out (i32.const 49999))) (br $on)) unreachable`,
    },
    codes: ["sandbox.cpu_limit_exceeded"],
  },
  {
    name: "loop around 350 KB of code that it skips, for ever",
    parts: {
      handle: `(local $x i32) (loop $on (block $out (br_if $out (i32.eqz (local.get $x)))
        ${"(local.set $x (i32.add (local.get $ptr) (i32.load (local.get $x)))) ".repeat(35_000)}) (br $on)) unreachable`,
    },
    codes: ["sandbox.cpu_limit_exceeded"],
  },
  {
    name: "response of all the memory",
    parts: { memory: "200 200", pointer: "(i32.const 0)", length: "(i32.const 13107200)" },
    codes: ["sandbox.output_too_large"],
  },
  {
    name: "log without end",
    parts: { imports: everyHostFunction, handle: forever("(call $log (i32.const 2) (i32.const 0) (i32.const 500))") },
    codes: ["sandbox.log_limit_exceeded"],
  },
  {
    name: "log of all the memory",
    parts: {
      imports: everyHostFunction,
      memory: "200 200",
      handle: "(call $log (i32.const 2) (i32.const 0) (i32.const 13107200)) (i32.const 0)",
    },
    codes: ["sandbox.log_limit_exceeded"],
  },
  {
    name: "empty log lines without end",
    parts: { imports: everyHostFunction, handle: forever("(call $log (i32.const 2) (i32.const 0) (i32.const 0))") },
    codes: ["sandbox.host_call_limit_exceeded"],
  },
  {
    name: "host calls without end",
    parts: { imports: everyHostFunction, handle: forever("(drop (call $now))") },
    codes: ["sandbox.host_call_limit_exceeded"],
  },
  {
    name: "random bytes without end",
    parts: {
      imports: everyHostFunction,
      memory: "200 200",
      handle: forever("(call $random (i32.const 0) (i32.const 13107200))"),
    },
    codes: ["sandbox.cpu_limit_exceeded"],
  },
  {
    name: "memory.fill without end",
    parts: { memory: "200 200", handle: forever("(memory.fill (i32.const 0) (i32.const 1) (i32.const 13107200))") },
    codes: ["sandbox.cpu_limit_exceeded"],
    policy: { features: ["bulk-memory"] },
  },
  {
    name: "memory.copy without end",
    parts: { memory: "200 200", handle: forever("(memory.copy (i32.const 0) (i32.const 8) (i32.const 13107192))") },
    codes: ["sandbox.cpu_limit_exceeded"],
    policy: { features: ["bulk-memory"] },
  },
  {
    name: "table.grow without end",
    parts: { more: "(table $t 1 funcref)", handle: forever("(drop (table.grow $t (ref.null func) (i32.const 100)))") },
    codes: ["sandbox.cpu_limit_exceeded"],
    policy: { features: ["reference-types"] },
  },
  {
    name: "catching what stops it",
    parts: {
      imports: everyHostFunction,
      handle: forever("(try (do (drop (call $now))) (catch_all))"),
    },
    codes: ["sandbox.host_call_limit_exceeded", "sandbox.cpu_limit_exceeded"],
    policy: { features: ["exceptions"] },
  },
  {
    name: "catching the violation and answering",
    parts: {
      imports: everyHostFunction,
      handle: "(try (do (call $log (i32.const 2) (i32.const -1) (i32.const 9))) (catch_all)) (i32.const 1)",
    },
    codes: ["sandbox.abi_violation"],
    policy: { features: ["exceptions"] },
  },
  {
    name: "an exception that nobody catches",
    parts: { more: "(tag $oops)", handle: "(throw $oops)" },
    codes: ["sandbox.trapped"],
    policy: { features: ["exceptions"] },
  },
  {
    name: "division by zero",
    parts: { handle: "(i32.div_u (i32.const 1) (i32.const 0))" },
    codes: ["sandbox.trapped"],
  },
  {
    name: "reading far outside",
    parts: { handle: "(i32.load offset=4294967295 (i32.const -1))" },
    codes: ["sandbox.trapped"],
  },
];

/** Attacks that do run before they are stopped. */
export const attacks: readonly Attack[] = [...lies, ...storms];

export const attackModule = (attack: Attack): Uint8Array => guest(attack.parts);

export const attackPolicy = (attack: Attack): Partial<ModulePolicy> => ({ imports: everyImport, ...attack.policy });
