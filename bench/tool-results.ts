/**
 * Large results of tools: how long the server's event loop stands still, and what an innocent request takes, while one
 * caller has csv_parser read 10 MB again and again, through REST, through /mcp, and in turns of an agent that passes the
 * table on:
 * `npm run build && node --import tsx bench/tool-results.ts [seconds]`. Everything is on loopback.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startOpenAiServer } from "../test/support/openai-server.ts";
import { eventually, startServerProcess } from "../test/support/server-process.ts";
import { watching } from "./leaks.ts";
import { machine, table } from "./measure.ts";

const seconds = Number(process.argv.find((each) => /^\d+$/.test(each)) ?? 20);
const csvBytes = 10_000_000;

const csvOf = (bytes: number): string => {
  const lines = ["id,name,city,price,sold"];
  for (let length = 0, id = 0; length < bytes; id += 1) {
    const line = `${id},item ${id},Zürich,${((id * 37) % 9_973) / 100},${id % 3 === 0 ? "true" : "false"}`;
    length += line.length + 1;
    lines.push(line);
  }
  return lines.join("\n");
};

const folder = await mkdtemp(join(tmpdir(), "caxton-results-"));
const loopFile = join(folder, "loop.json");
const storage = join(folder, "storage");
await mkdir(join(storage, "tables"), { recursive: true });
await mkdir(join(folder, "agents"));
await writeFile(join(storage, "tables", "large.csv"), csvOf(csvBytes));
await writeFile(
  join(folder, "agents", "analyst.md"),
  "---\nname: Analyst\ncapabilities: [tables]\ntools: [csv_parser, json_query]\n---\nYou read tables.\n",
);
await writeFile(
  join(folder, "caxton.yaml"),
  `tools:\n  storage_dir: ${storage}\n  grants:\n    csv_parser:\n      storage: [{ path: tables, access: read }]\n`,
);
const vendor = await startOpenAiServer();
vendor.script(({ messages }) => {
  const results = messages.filter(({ role }) => role === "tool").length;
  const call = (name: string, args: object) => ({
    kind: "calls" as const,
    calls: [{ id: `c${results}`, name, arguments: args }],
  });
  if (results === 0) return call("csv_parser", { path: "tables/large.csv" });
  if (results === 1) return call("json_query", { json: { $result: "c0", pointer: "" }, path: "$.rowCount" });
  if (results === 2) return call("json_query", { json: { $result: "c0", pointer: "/columns" }, path: "$[0]" });
  return { kind: "text", text: "Read." };
});
const caxton = await startServerProcess(
  {
    CAXTON_DATA_DIR: join(folder, "data"),
    CAXTON_AGENTS_DIR: join(folder, "agents"),
    CAXTON_CONFIG_PATH: join(folder, "caxton.yaml"),
    CAXTON_LOG_LEVEL: "fatal",
    LOOP_FILE: loopFile,
    OPENAI_BASE_URL: vendor.url,
  },
  ["--max-semi-space-size=32", fileURLToPath(new URL("./watched-server.mjs", import.meta.url))],
);
process.on("exit", () => void caxton.kill());

/** What the server's main thread did since the last time, in milliseconds. */
interface MainThread {
  /** How long its event loop stood still at most. */
  readonly longestMs: number;
  /** The processor time of its longest task. */
  readonly longestTaskMs: number;
}

const mainThread = async (): Promise<MainThread> => {
  process.kill(caxton.pid, "SIGUSR2");
  const text = await eventually(async () => readFile(loopFile, "utf8").catch(() => null));
  await rm(loopFile);
  return JSON.parse(text) as MainThread;
};

const innocent = async (): Promise<void> => {
  const { status } = await caxton.call("GET", "/agents");
  if (status !== 200) throw new RangeError(`The innocent got ${status}.`);
};

const post = async (path: string, body: object): Promise<void> => {
  const response = await fetch(caxton.url + path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${caxton.key}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      prefer: "wait=60",
    },
    body: JSON.stringify(body),
  });
  // Not parsed: that would keep this process from measuring.
  const { byteLength } = await response.arrayBuffer();
  if (response.status !== 200) throw new RangeError(`${path}: ${response.status}, ${byteLength} bytes.`);
};

const args = { path: "tables/large.csv" };
const idle = async (): Promise<void> => sleep(1_000);
const loads: Readonly<Record<string, () => Promise<void>>> = {
  "csv_parser through REST": async () => post("/api/v1/tools/csv_parser/call", { arguments: args }),
  "csv_parser through /mcp": async () =>
    post("/mcp", { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "csv_parser", arguments: args } }),
  "turns that read the table and pass it on": async () =>
    post("/api/v1/messages", { performative: "request", targetCapability: "tables", content: "Read the table." }),
};

/** Measures the main thread and the innocents while a load runs again and again. */
const measure = async (load: () => Promise<void>) => {
  await mainThread();
  const stop = watching(innocent, { atOnce: 1, pauseMs: 10 });
  const started = performance.now();
  let calls = 0;
  for (; performance.now() < started + seconds * 1_000; calls += 1) await load();
  const eachMs = (performance.now() - started) / calls;
  return { eachMs, innocents: await stop(), main: await mainThread() };
};

const ms = (time: number): string => `${time.toFixed(time < 10 ? 1 : 0)} ms`;
const rows: string[][] = [];
// The first round of each is slower.
for (const load of Object.values(loads)) await load();
await measure(idle);
const quiet = await measure(idle);
const add = (name: string, { eachMs, innocents, main }: typeof quiet): void => {
  rows.push([
    name,
    ms(eachMs),
    ms(main.longestTaskMs),
    ms(main.longestMs),
    ms(innocents.p50),
    ms(innocents.p99),
    (innocents.p99 / quiet.innocents.p99).toFixed(1),
  ]);
};
add("none, for a second", quiet);
for (const [name, load] of Object.entries(loads)) add(name, await measure(load));
await caxton.stop();
await vendor.close();
await rm(folder, { recursive: true, force: true });

console.log(`${machine()}; a CSV of ${csvBytes / 1e6} MB, ${seconds} s each\n`);
console.log(table([["load", "each takes", "longest task", "longest block", "others p50", "p99", "by quiet"], ...rows]));
