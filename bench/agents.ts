/**
 * Measures ten thousand agents in one server: how long they take to load, how much memory each holds while idle, and
 * how long routing a message takes. `node --expose-gc --import tsx bench/agents.ts [--json] [count]`.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAgentCatalogue } from "../src/agents/catalogue.ts";
import { watchAgentsFolder } from "../src/agents/folder.ts";
import type { Capability } from "../src/domain/ids.ts";
import { openRegistry } from "../src/registry/open-registry.ts";
import { createReceiverChoice } from "../src/routing/receivers.ts";
import { createRouter } from "../src/routing/router.ts";
import { machine, table } from "./measure.ts";

const count = Number(process.argv.find((each) => /^\d+$/.test(each)) ?? 10_000);
/** Number of capabilities that ten agents each share; every agent also has one of its own. */
const shared = count / 10;

const agentFile = (number: number): string =>
  `---\nname: Agent${number}\ndescription: Number ${number} of many\ncapabilities:\n` +
  `  - own-${number}\n  - shared-${number % shared}\nparameters:\n  size: ${number}\n---\n\n` +
  `You are agent number ${number}. ${"You do what your number says, and you say how. ".repeat(10)}\n`;

const memory = (): { readonly heap: number; readonly rss: number } => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, rss, external } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
};

const folder = await mkdtemp(join(tmpdir(), "caxton-agents-"));
const agentsFolder = join(folder, "agents");
await mkdir(agentsFolder);
for (let number = 0; number < count; number++) {
  await writeFile(join(agentsFolder, `agent-${number}.md`), agentFile(number));
}

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

const load = async () => {
  const registry = await openRegistry({ file: join(folder, "caxton.db") });
  const router = createRouter();
  const before = memory();
  const started = performance.now();
  const catalogue = await createAgentCatalogue({
    registry,
    events: { record: async () => undefined },
    clock: () => new Date(),
    listener: { agentChanged: router.put, agentRemoved: router.remove },
  });
  const watched = await watchAgentsFolder({ folder: agentsFolder, catalogue, logger: quiet });
  const milliseconds = performance.now() - started;
  const after = memory();
  return {
    router,
    catalogue,
    milliseconds,
    heapPerAgent: (after.heap - before.heap) / count,
    rssPerAgent: (after.rss - before.rss) / count,
    close: async () => {
      await watched.close();
      await registry.close();
    },
  };
};

const first = await load();
await first.close();
const again = await load();

const receivers = createReceiverChoice({
  router: again.router,
  agent: again.catalogue.get,
  maxMessageBytes: 1_000_000,
});
const times: number[] = [];
for (let message = 0; message < 50_000; message++) {
  const name = message % 2 === 0 ? `own-${message % count}` : `shared-${message % shared}`;
  const started = performance.now();
  receivers.forMessage({
    performative: "request",
    target: { kind: "capability", capability: name as Capability },
    content: "How many rows?",
  });
  times.push(performance.now() - started);
}
times.sort((a, b) => a - b);
const quantile = (q: number): number => times[Math.floor(times.length * q)] ?? Number.NaN;

const measured = {
  agents: count,
  firstStartMsPerAgent: first.milliseconds / count,
  restartMsPerAgent: again.milliseconds / count,
  heapBytesPerAgent: first.heapPerAgent,
  rssBytesPerAgent: first.rssPerAgent,
  routingP50Ms: quantile(0.5),
  routingP99Ms: quantile(0.99),
};

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ machine: machine(), ...measured }, null, 2));
} else {
  const met = (value: number, most: number): string => (value <= most ? "met" : "NOT met");
  const kilobytes = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} KB`;
  console.log(`${machine()}; ${count} agents\n`);
  console.log(
    table([
      ["", "measured", "aim", ""],
      [
        "start-up an agent, first",
        `${measured.firstStartMsPerAgent.toFixed(2)} ms`,
        "50 ms",
        met(measured.firstStartMsPerAgent, 50),
      ],
      [
        "start-up an agent, again",
        `${measured.restartMsPerAgent.toFixed(2)} ms`,
        "50 ms",
        met(measured.restartMsPerAgent, 50),
      ],
      ["heap an idle agent", kilobytes(measured.heapBytesPerAgent), "100 KB", met(measured.heapBytesPerAgent, 102_400)],
      [
        "resident an idle agent",
        kilobytes(measured.rssBytesPerAgent),
        "100 KB",
        met(measured.rssBytesPerAgent, 102_400),
      ],
      ["routing, p50", `${(measured.routingP50Ms * 1_000).toFixed(1)} µs`, "", ""],
      ["routing, p99", `${(measured.routingP99Ms * 1_000).toFixed(1)} µs`, "1000 µs", met(measured.routingP99Ms, 1)],
    ]),
  );
}

await again.close();
await rm(folder, { recursive: true, force: true });
process.exit(0);
