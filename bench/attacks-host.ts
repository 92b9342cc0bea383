/**
 * Ten thousand rounds of tools that attack targets outside the sandbox, through the real host functions on loopback,
 * with innocent tools running beside them:
 * `npm run build && node --expose-gc --import tsx bench/attacks-host.ts [rounds]`. Each attack must end with the
 * verdict that the test suite expects. Prints which resources are left over, and how the innocent tools were affected.
 */
import { noTracing } from "../src/observability/tracing.ts";
import type { createSandboxEngine as CreateEngine } from "../src/sandbox/engine.ts";
import type { openToolDatabases as OpenDatabases } from "../src/tools/host/database.ts";
import type { readEnvironment as ReadEnvironment } from "../src/tools/host/environment.ts";
import type { createHostHandler as CreateHostHandler } from "../src/tools/host/host-functions.ts";
import type { httpRequest as HttpRequest } from "../src/tools/host/network.ts";
import type { fileAccess as FileAccess } from "../src/tools/host/storage.ts";
import type { parseToolManifest as ParseManifest } from "../src/tools/manifest.ts";
import type { createSandboxedTool as CreateTool } from "../src/tools/sandboxed-tool.ts";
import { openAttackWorld } from "../test/support/attack-world.ts";
import { aPolicy, bytesOf, guest, someLimits } from "../test/support/guests.ts";
import { askingModule, attackManifest, hostAttacks, verdictOn } from "../test/support/host-attacks.ts";
import { callTool } from "../test/support/tools.ts";
import { heldBy, heldRows, watching } from "./leaks.ts";
import { machine, table } from "./measure.ts";
import { createValueChecks } from "../src/tools/value-checks.ts";
import { highCeilings } from "../test/support/ceilings.ts";

/** Imports built files, because workers run from source would also load the TypeScript compiler. */
const built = async <Module>(path: string): Promise<Module> =>
  (await import(new URL(`../dist/${path}.js`, import.meta.url).href)) as Module;

const { createSandboxEngine } = await built<{ createSandboxEngine: typeof CreateEngine }>("sandbox/engine");
const { openToolDatabases } = await built<{ openToolDatabases: typeof OpenDatabases }>("tools/host/database");
const { readEnvironment } = await built<{ readEnvironment: typeof ReadEnvironment }>("tools/host/environment");
const { createHostHandler } = await built<{ createHostHandler: typeof CreateHostHandler }>("tools/host/host-functions");
const { httpRequest } = await built<{ httpRequest: typeof HttpRequest }>("tools/host/network");
const { fileAccess } = await built<{ fileAccess: typeof FileAccess }>("tools/host/storage");
const { parseToolManifest } = await built<{ parseToolManifest: typeof ParseManifest }>("tools/manifest");
const { createSandboxedTool } = await built<{ createSandboxedTool: typeof CreateTool }>("tools/sandboxed-tool");

const rounds = Number(process.argv.find((each) => /^\d+$/.test(each)) ?? 10_000);
/** One round in this many ends a process or ties up a worker. */
const costlyEvery = 100;
const attackers = 4;

const world = await openAttackWorld(true);
const { environment, resolve, port } = world;
const databases = openToolDatabases([
  { name: "sqlite", kind: "sqlite", file: world.sqliteFile },
  ...(world.postgresqlUrl === null
    ? []
    : [{ name: "postgresql", kind: "postgresql" as const, url: world.postgresqlUrl }]),
]);
const engine = createSandboxEngine({ cores: 2 });
const deps = {
  engine,
  checks: createValueChecks(),
  maxModuleBytes: 1_048_576,
  ceilings: highCeilings,
  tracing: noTracing,
  hostFor: createHostHandler({
    env_get: readEnvironment(environment),
    http_request: httpRequest({ resolve, environment }),
    file_access: fileAccess(world.storageDir),
    sql_query: databases.query,
  }),
};

const toolOf = (module: Uint8Array, written: unknown) => {
  const parsed = parseToolManifest(written);
  if (!parsed.ok) throw new RangeError(JSON.stringify(parsed.error));
  return createSandboxedTool(parsed.value, "uploaded", async () => module, deps);
};

const targets = hostAttacks(world).map((attack) => ({ attack, tool: toolOf(attack.module, attack.manifest) }));
const [ordinary, costly] = [
  targets.filter((each) => !each.attack.costly),
  targets.filter((each) => each.attack.costly),
];

/** Throws if an attack ends with a verdict that is not expected. */
const attackOnce = async (round: number): Promise<void> => {
  const isCostly = round % costlyEvery === 0;
  const group = isCostly ? costly : ordinary;
  const target = group[(isCostly ? round / costlyEvery : round) % group.length];
  if (target === undefined) return;
  const { attack, tool } = target;
  const verdict = await callTool(tool, {}).then(
    ({ value }) => verdictOn(attack, value as never),
    (thrown: { readonly code: string }) => thrown.code,
  );
  if (!attack.verdicts.includes(verdict)) throw new RangeError(`${attack.name}: ${verdict}`);
};

const attackFor = async (count: number): Promise<void> => {
  let next = 0;
  const attacker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await attackOnce(next);
    }
  };
  await Promise.all(Array.from({ length: attackers }, attacker));
};

const agent = await engine.start(await engine.load(guest(), aPolicy()), someLimits());
const innocentHead = { url: `http://127.0.0.1:${port}/`, timeoutMs: 2_000 };
const innocentTool = toolOf(
  askingModule({ fn: "http_request", head: innocentHead }),
  attackManifest("innocent", { network: [{ host: "127.0.0.1", ports: [port], private: true }] }),
);
const watchAgents = () =>
  watching(
    async () => {
      const result = await agent.call(bytesOf("innocent"));
      if (!result.ok) throw result.error;
    },
    { atOnce: 2, pauseMs: 1 },
  );
const watchTools = () => watching(async () => void (await callTool(innocentTool, {})), { atOnce: 1, pauseMs: 5 });

const weigh = async () => {
  // The attackers' servers may still have open sockets, and processes may be exiting; both end by themselves.
  await new Promise((done) => setTimeout(done, 1_000));
  globalThis.gc?.();
  globalThis.gc?.();
  const { workers, instances, inHand } = engine.statistics();
  const handles = process.getActiveResourcesInfo().length;
  return { held: heldBy(process.pid, world.storageDir), workers, instances, inHand, handles };
};

await attackFor(Math.max(500, rounds / 10));
const quietAgents = watchAgents();
const quietTools = watchTools();
await new Promise((done) => setTimeout(done, 4_000));
const quiet = { agents: await quietAgents(), tools: await quietTools() };
const before = await weigh();
const meanwhileAgents = watchAgents();
const meanwhileTools = watchTools();
const started = performance.now();
await attackFor(rounds);
const elapsed = performance.now() - started;
const under = { agents: await meanwhileAgents(), tools: await meanwhileTools() };
const after = await weigh();

const ms = (time: number): string => `${time.toFixed(2)} ms`;
console.log(
  `${machine()}; ${targets.length} kinds, ${rounds} attacks by ${attackers} at once in ${(elapsed / 1_000).toFixed(1)} s\n`,
);
console.log(
  table([
    ["", "before", "after"],
    ["workers", String(before.workers), String(after.workers)],
    ["instances", String(before.instances), String(after.instances)],
    ["calls in hand", String(before.inHand), String(after.inHand)],
    ["handles", String(before.handles), String(after.handles)],
    ...heldRows(before.held, after.held),
    ["visits to what is inside", "0", String(world.innerVisits())],
    ["", "quiet", "attacked"],
    ["an agent's call, p50", ms(quiet.agents.p50), ms(under.agents.p50)],
    ["an agent's call, p99", ms(quiet.agents.p99), ms(under.agents.p99)],
    ["a tool that asks the web, p50", ms(quiet.tools.p50), ms(under.tools.p50)],
    ["a tool that asks the web, p99", ms(quiet.tools.p99), ms(under.tools.p99)],
  ]),
);
const ratio = (of: "agents" | "tools"): string => (under[of].p99 / quiet[of].p99).toFixed(1);
console.log(`\np99 under attack by the quiet one: agents ${ratio("agents")}, tools ${ratio("tools")} (aim: 2)`);
await engine.close();
await databases.close();
await world.close();
