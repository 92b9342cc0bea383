/**
 * Measures the cost of durability: a request to an agent whose model answers at once, over REST and on disk, compared
 * with the minimum that Temporal needs for it, on the same Temporal server in the same run.
 *
 *   npm run build && node --import tsx bench/messages.ts [--json] [--quick]
 *
 * Rounds of the minimum and of Caxton alternate, and the median round counts, because machines are noisy.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectTemporal } from "../src/temporal/connection.ts";
import { startDevServer } from "../src/temporal/dev-server.ts";
import { installRuntime } from "../src/temporal/runtime.ts";
import { startOpenAiServer } from "../test/support/openai-server.ts";
import { startServerProcess, startWorkerProcess, type ServerProcess } from "../test/support/server-process.ts";
import { quietLog, testConfig, testTemporalCli } from "../test/support/temporal.ts";
import { startFloor } from "./floor/run.ts";
import { measureLangGraph } from "./peers/langgraph.ts";
import { machine, middle, run, table, type Measured } from "./measure.ts";

const quick = process.argv.includes("--quick");
const rounds = quick ? 1 : 3;
const aloneMs = quick ? 1_500 : 4_000;
const crowdMs = quick ? 2_000 : 6_000;
const crowd = 64;

const agentFile = "---\nname: Stub\ncapabilities: [stub]\n---\nAnswer.\n";

const folder = await mkdtemp(join(tmpdir(), "caxton-bench-"));
await mkdir(join(folder, "agents"));
await writeFile(join(folder, "agents", "stub.md"), agentFile);

installRuntime(quietLog);
const { temporal: temporalConfig, childEnvironment } = await testConfig();
const temporalServer = await startDevServer({
  cliPath: (await testTemporalCli()).path,
  dataDir: join(folder, "temporal"),
  persistent: true,
  namespace: "default",
  port: null,
  uiPort: null,
  ui: false,
  environment: childEnvironment,
  log: quietLog,
});
const temporal = await connectTemporal({
  temporal: temporalConfig,
  address: temporalServer.address,
  server: temporalServer,
  connectWithinMs: 15_000,
  signal: undefined,
});
const vendor = await startOpenAiServer();
const program = ["--max-semi-space-size=32", fileURLToPath(new URL("./server.mjs", import.meta.url))];

/** The environment of a server and its workers, with a separate database and task queue. */
const environment = async (name: string): Promise<Record<string, string>> => {
  const configFile = join(folder, `${name}.yaml`);
  await writeFile(configFile, `temporal:\n  task_queue: ${name}\n`);
  return {
    TEMPORAL_ADDRESS: temporalServer.address,
    CAXTON_CONFIG_PATH: configFile,
    CAXTON_DATA_DIR: join(folder, name),
    CAXTON_AGENTS_DIR: join(folder, "agents"),
    OPENAI_BASE_URL: vendor.url,
  };
};
const caxton = await startServerProcess(await environment("together"), program);
const apartEnvironment = await environment("apart");
const apart = await startServerProcess({ ...apartEnvironment, CAXTON_ROLE: "api" }, program);
const workers = await Promise.all([1, 2].map(async () => startWorkerProcess(apartEnvironment, program)));
const floor = await startFloor(temporal, crowd);

/** Uses `node:http` with keep-alive, because `fetch` would add about a millisecond to the measurement. */
const agent = new Agent({ keepAlive: true });

const request = async ({ key, url }: ServerProcess, conversationId: string | null): Promise<void> => {
  const body = { performative: "request", targetCapability: "stub", content: "How many rows?", conversationId };
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", prefer: "wait=60" };
  const sent = httpRequest(`${url}/api/v1/messages`, { method: "POST", agent, headers });
  sent.end(JSON.stringify(body));
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const answered = await text(answer);
  if (answer.statusCode !== 200) throw new RangeError(`Caxton answered ${answer.statusCode}: ${answered}`);
};

const inConversationOf = (server: ServerProcess) => {
  const conversations = Array.from({ length: crowd }, () => randomUUID());
  return async (number: number): Promise<void> => request(server, conversations[number] ?? null);
};
const inConversation = inConversationOf(caxton);
const inConversationApart = inConversationOf(apart);

interface Case {
  readonly name: string;
  readonly atOnce: number;
  readonly task: (number: number) => Promise<void>;
}

const cases = {
  floorAlone: { name: "floor: update and local activity, alone", atOnce: 1, task: floor.ask },
  caxtonAlone: { name: "Caxton: request in an open conversation, alone", atOnce: 1, task: inConversation },
  exchangeAlone: {
    name: "Caxton: a conversation of one exchange, alone",
    atOnce: 1,
    task: async () => request(caxton, null),
  },
  apartAlone: {
    name: "Caxton, API and two workers apart: an open conversation, alone",
    atOnce: 1,
    task: inConversationApart,
  },
  floorCrowd: { name: `floor: ${crowd} workflows`, atOnce: crowd, task: floor.ask },
  caxtonCrowd: { name: `Caxton: ${crowd} open conversations`, atOnce: crowd, task: inConversation },
  apartCrowd: {
    name: `Caxton, API and two workers apart: ${crowd} open conversations`,
    atOnce: crowd,
    task: inConversationApart,
  },
  exchangeCrowd: {
    name: `Caxton: ${crowd} at once, one exchange each`,
    atOnce: crowd,
    task: async () => request(caxton, null),
  },
} satisfies Record<string, Case>;

type Name = keyof typeof cases;

const results = new Map<Name, Measured[]>();
const names = Object.keys(cases) as Name[];
for (const name of names) await run({ milliseconds: 700, atOnce: cases[name].atOnce }, cases[name].task);
for (let round = 0; round < rounds; round++) {
  for (const name of names) {
    const { atOnce, task } = cases[name];
    const measured = await run({ milliseconds: atOnce === 1 ? aloneMs : crowdMs, atOnce }, task);
    results.set(name, [...(results.get(name) ?? []), measured]);
  }
}

const peer = await measureLangGraph(vendor.url, folder, { aloneMs, crowdMs, crowd });
const of = (name: Name): Measured => middle(results.get(name) ?? []);
const latencyRatio = of("caxtonAlone").p50 / of("floorAlone").p50;
const throughputRatio = of("caxtonCrowd").perSecond / of("floorCrowd").perSecond;
const apartRatio = of("apartCrowd").perSecond / of("floorCrowd").perSecond;
const verdict = (met: boolean): string => (met ? "met" : "NOT met");

if (process.argv.includes("--json")) {
  const measured = Object.fromEntries(names.map((name) => [name, of(name)]));
  console.log(
    JSON.stringify({ machine: machine(), rounds, measured, peer, latencyRatio, throughputRatio, apartRatio }, null, 2),
  );
} else {
  console.log(`${machine()}; the middle of ${rounds} rounds\n`);
  const show = (name: string, { p50, p99, perSecond }: Measured): readonly string[] => [
    name,
    p50.toFixed(1),
    p99.toFixed(1),
    perSecond.toFixed(0),
  ];
  const rows = names.map((name) => show(cases[name].name, of(name)));
  if (peer !== null) rows.push(show("LangGraph.js, SQLite checkpointer, alone", peer.alone));
  if (peer !== null) rows.push(show(`LangGraph.js, SQLite checkpointer: ${crowd} threads`, peer.together));
  console.log(table([["", "p50 ms", "p99 ms", "a second"], ...rows]));
  if (peer === null) console.log("\nFor LangGraph.js beside it: npm --prefix bench/peers ci");
  console.log(
    `\nlatency alone, Caxton to floor:   ${latencyRatio.toFixed(2)}  (aim: at most 1.50, ${verdict(latencyRatio <= 1.5)})`,
  );
  console.log(
    `throughput over ${crowd}, one process:  ${throughputRatio.toFixed(2)}  (aim: at least 0.70, ${verdict(throughputRatio >= 0.7)})`,
  );
  console.log(
    `throughput over ${crowd}, apart:        ${apartRatio.toFixed(2)}  (aim: at least 0.70, ${verdict(apartRatio >= 0.7)})`,
  );
}

await floor.stop();
await Promise.all([caxton, apart, ...workers].map(async (each) => each.stop()));
await vendor.close();
await temporal.close();
await rm(folder, { recursive: true, force: true });
process.exit(0);
