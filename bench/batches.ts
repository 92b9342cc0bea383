/**
 * Messages per second through a durable batch, end to end: HTTP, the database, one update, one activity, the sandbox,
 * and the replies in the same HTTP response. For comparison, the same run also measures the sandbox alone with the same
 * messages.
 *
 *   npm run build && node --import tsx bench/batches.ts [--json]
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSandboxEngine } from "../src/sandbox/engine.ts";
import { aPolicy, guest, someLimits } from "../test/support/guests.ts";
import { startServerProcess } from "../test/support/server-process.ts";
import { jsonAgent, leanJsonAgent } from "./json-agent.ts";
import { machine, run, table } from "./measure.ts";

const aim = 100_000;
const durationMs = 5_000;

const folder = await mkdtemp(join(tmpdir(), "caxton-batches-"));
const agents = { echo: guest(), json: await jsonAgent(), lean: await leanJsonAgent() };
for (const [name, module] of Object.entries(agents)) {
  await mkdir(join(folder, "agents", name), { recursive: true });
  await writeFile(join(folder, "agents", name, "module.wasm"), module);
  const file = `---\nname: ${name}\nmodule: module.wasm\ncapabilities: [${name}]\nresources:\n  max_cpu: 2s\n---\nFor the benchmark.\n`;
  await writeFile(join(folder, "agents", name, "agent.md"), file);
}

const caxton = await startServerProcess(
  { CAXTON_DATA_DIR: join(folder, "data"), CAXTON_AGENTS_DIR: join(folder, "agents") },
  ["--max-semi-space-size=32", fileURLToPath(new URL("./server.mjs", import.meta.url))],
);

const content = { question: "How many are these?", numbers: [1, 2, 3.5, -4], note: "about a hundred bytes of content" };

const batchOf = (capability: string, size: number): string =>
  Array.from({ length: size }, () =>
    JSON.stringify({ performative: "request", targetCapability: capability, content }),
  ).join("\n");

const send = async (body: string): Promise<number> => {
  const response = await fetch(`${caxton.url}/api/v1/messages/batch`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${caxton.key}`,
      "content-type": "application/x-ndjson",
      prefer: "wait=60",
    },
    body,
  });
  const answer = (await response.json()) as { readonly replies?: readonly unknown[] };
  if (response.status !== 200) throw new RangeError(`Caxton answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer.replies?.length ?? 0;
};

interface Line {
  readonly name: string;
  readonly size: number;
  readonly atOnce: number;
  readonly p50: number;
  readonly perSecond: number;
}

const lines: Line[] = [];
for (const capability of Object.keys(agents)) {
  for (const [size, atOnce] of [
    [100, 4],
    [1_000, 4],
    [10_000, 1],
    [10_000, 4],
  ] as const) {
    const body = batchOf(capability, size);
    await send(body);
    const measured = await run({ milliseconds: durationMs, atOnce }, async () => void (await send(body)));
    lines.push({ name: capability, size, atOnce, p50: measured.p50, perSecond: measured.perSecond * size });
  }
}
await caxton.stop();

/** The sandbox alone, with one agent and messages encoded as the server would encode them. */
const engine = createSandboxEngine();
const alone = new Map<string, number>();
for (const [name, module] of Object.entries(agents)) {
  const instance = await engine.start(await engine.load(module, aPolicy()), someLimits({ fuel: 4_000_000_000 }));
  const message = new TextEncoder().encode(
    JSON.stringify({
      performative: "request",
      content,
      id: "x".repeat(36),
      sender: "user:admin",
      timestamp: "t".repeat(24),
    }),
  );
  const inputs = Array.from({ length: 10_000 }, () => message);
  const measured = await run({ milliseconds: 2_000, atOnce: 2 }, async () => void (await instance.callBatch(inputs)));
  alone.set(name, measured.perSecond * inputs.length);
}
await engine.close();

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ machine: machine(), lines, alone: Object.fromEntries(alone) }, null, 2));
} else {
  console.log(`${machine()}\n`);
  const rows = lines.map(({ name, size, atOnce, p50, perSecond }) => [
    `${name}, batches of ${size}, ${atOnce} at once`,
    p50.toFixed(1),
    perSecond.toFixed(0),
    (perSecond / (alone.get(name) ?? Number.NaN)).toFixed(3),
  ]);
  console.log(table([["", "p50 ms a batch", "messages a second", "of the sandbox alone"], ...rows]));
  for (const [name, perSecond] of alone) console.log(`\nthe sandbox alone, ${name}: ${perSecond.toFixed(0)} a second`);
  const best = Math.max(...lines.filter(({ name }) => name === "echo").map(({ perSecond }) => perSecond));
  console.log(`\naim: ${aim} messages a second through a durable batch: ${best >= aim ? "met" : "NOT met"}`);
}
await rm(folder, { recursive: true, force: true });
process.exit(0);
