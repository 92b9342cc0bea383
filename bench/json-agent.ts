/**
 * The JSON agents of `bench/sandbox.ts`. This one is idiomatic AssemblyScript with strings and arrays: it reads a
 * message, sums its numbers, and answers with JSON that contains all of its strings. Like a typical agent it touches
 * every byte of the input several times and allocates memory.
 */
import { fileURLToPath } from "node:url";

const source = `
let input: StaticArray<u8> = new StaticArray<u8>(0);
let response: Uint8Array = new Uint8Array(0);

export function alloc(length: i32): usize {
  input = new StaticArray<u8>(length);
  return changetype<usize>(input);
}
export function response_ptr(): usize { return response.dataStart; }
export function response_len(): i32 { return response.length; }

class Reader {
  at: i32 = 0;
  sum: f64 = 0;
  count: i32 = 0;
  depth: i32 = 0;
  strings: Array<string> = [];
  ok: bool = true;
  constructor(public bytes: StaticArray<u8>) {}

  space(): void {
    while (this.at < this.bytes.length && this.bytes[this.at] <= 32) this.at++;
  }
  text(): string {
    const start = ++this.at;
    let plain = true;
    while (this.at < this.bytes.length && this.bytes[this.at] != 34) {
      if (this.bytes[this.at] == 92) { plain = false; this.at++; }
      this.at++;
    }
    const text = String.UTF8.decodeUnsafe(changetype<usize>(this.bytes) + start, this.at - start);
    this.at++;
    return plain ? text : text.replaceAll("\\\\n", "\\n");
  }
  number(): f64 {
    let value: f64 = 0, sign: f64 = 1, scale: f64 = 0;
    if (this.bytes[this.at] == 45) { sign = -1; this.at++; }
    while (this.at < this.bytes.length) {
      const c = this.bytes[this.at];
      if (c >= 48 && c <= 57) { value = value * 10 + (c - 48); scale *= 10; }
      else if (c == 46 && scale == 0) scale = 1;
      else break;
      this.at++;
    }
    return scale > 1 ? sign * value / scale : sign * value;
  }
  value(): void {
    this.space();
    if (this.at >= this.bytes.length || ++this.depth > 100) { this.ok = false; return; }
    const c = this.bytes[this.at];
    if (c == 123) {
      this.at++; this.space();
      while (this.ok && this.bytes[this.at] != 125) {
        this.space(); this.text(); this.space(); this.at++; this.value(); this.space();
        if (this.bytes[this.at] == 44) this.at++;
      }
      this.at++;
    } else if (c == 91) {
      this.at++; this.space();
      while (this.ok && this.bytes[this.at] != 93) {
        this.value(); this.space();
        if (this.bytes[this.at] == 44) this.at++;
      }
      this.at++;
    } else if (c == 34) this.strings.push(this.text());
    else if (c == 45 || (c >= 48 && c <= 57)) { this.sum += this.number(); this.count++; }
    else if (c == 102) this.at += 5;
    else this.at += 4;
    this.depth--;
  }
}

export function handle_message(pointer: usize, length: i32): i32 {
  const reader = new Reader(input);
  reader.value();
  if (!reader.ok) return 2;
  let answer = '{"performative":"inform","content":{"count":' + reader.count.toString() + ',"sum":' + reader.sum.toString() + ',"strings":[';
  for (let i = 0; i < reader.strings.length; i++) {
    answer += (i == 0 ? '"' : ',"') + reader.strings[i].replaceAll("\\n", "\\\\n") + '"';
  }
  response = Uint8Array.wrap(String.UTF8.encode(answer + "]}}"));
  return 1;
}
`;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

interface Compiler {
  compileString(
    source: string,
    options: Record<string, unknown>,
  ): Promise<{
    readonly error: Error | null;
    readonly binary: Uint8Array | null;
    readonly stderr: { toString(): string };
  }>;
}

/** Compiles the module. */
export const jsonAgent = async (): Promise<Uint8Array> => {
  const compiler = (await import("assemblyscript/asc")) as unknown as { readonly default: Compiler };
  const { error, binary, stderr } = await compiler.default.compileString(source, {
    optimizeLevel: 3,
    shrinkLevel: 0,
    runtime: "incremental",
    exportStart: "_initialize",
    use: ["abort="],
    disable: ["bulk-memory"],
  });
  if (binary === null || error !== null) throw new Error(`The JSON agent does not compile: ${stderr.toString()}`);
  return new Uint8Array(binary);
};

/** The same agent with the lean kit, which reads texts in place: `sdk/checks/agent.ts`. */
export const leanJsonAgent = async (): Promise<Uint8Array> => {
  const compiler = (await import("assemblyscript/asc")).default;
  const root = fileURLToPath(new URL("..", import.meta.url));
  let binary: Uint8Array | null = null;
  const { error } = await compiler.main(
    [
      ...["sdk/checks/agent.ts", "--baseDir", root, "--outFile", "agent.wasm", "-O3"],
      ...["--runtime", "minimal", "--exportStart", "_initialize", "--use", "abort=", "--disable", "bulk-memory"],
    ],
    { writeFile: (_name, contents) => void (binary = typeof contents === "string" ? null : contents) },
  );
  if (binary === null) throw new RangeError(`The JSON agent does not compile: ${error?.message ?? ""}`);
  return new Uint8Array(binary);
};

/** The same in JavaScript, with V8's own JSON. */
export const nativeJsonAgent = (input: Uint8Array): Uint8Array => {
  const strings: string[] = [];
  let sum = 0;
  let count = 0;
  const visit = (value: unknown): void => {
    if (typeof value === "string") strings.push(value);
    else if (typeof value === "number") {
      sum += value;
      count += 1;
    } else if (typeof value === "object" && value !== null) for (const each of Object.values(value)) visit(each);
  };
  visit(JSON.parse(decoder.decode(input)));
  return encoder.encode(JSON.stringify({ performative: "inform", content: { count, sum, strings } }));
};

/** About 500 bytes, the size of a typical message. */
export const jsonMessage = (): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({
      messageId: "01J9ZK3V6T8Q2W4E6R8T0Y2U4I",
      conversationId: "01J9ZK3V6T8Q2W4E6R8T0Y2U4J",
      performative: "request",
      sender: { name: "planner", capability: "planning" },
      ontology: "statistics",
      content: {
        question: "What is the sum of these numbers?\nAnd how many are there?",
        numbers: [1, 2.5, -3, 1_000_000, 0.125, 42, 7, 8.75, 19, 23, -11, 5, 6, 7, 8],
        options: { rounded: true, currency: "EUR", notes: ["first note", "second note", "a third one that is longer"] },
      },
      createdAt: "2026-11-23T08:15:30.123Z",
    }),
  );
