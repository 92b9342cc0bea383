/**
 * The same ten thousand rounds against a running server: every attack is an uploaded tool, called by
 * `POST /api/v1/tools/{name}/call`, with innocent callers beside the attackers:
 * `npm run build && node --import tsx bench/attacks-http.ts [rounds]`. Everything is on loopback.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openAttackWorld } from "../test/support/attack-world.ts";
import { attackModule, attacks } from "../test/support/attacks.ts";
import { guest } from "../test/support/guests.ts";
import { attackManifest, type HostAttack, hostAttacks, verdictOn } from "../test/support/host-attacks.ts";
import { startServerProcess } from "../test/support/server-process.ts";
import { heldBy, heldRows, watching } from "./leaks.ts";
import { machine, table } from "./measure.ts";

const rounds = Number(process.argv.find((each) => /^\d+$/.test(each)) ?? 10_000);
const costlyEvery = 100;
const attackers = 4;

const world = await openAttackWorld(true);
const agents = join(world.folder, "agents");
await mkdir(join(agents, "echo"), { recursive: true });
await writeFile(join(agents, "echo", "echo.wasm"), guest());
await writeFile(
  join(agents, "echo", "agent.md"),
  "---\nname: echo\nmodule: echo.wasm\ncapabilities: [echo]\n---\nFor the benchmark.\n",
);
const databases = [
  `sqlite: "file:${world.sqliteFile}"`,
  ...(world.postgresqlUrl === null ? [] : [`postgresql: "${world.postgresqlUrl}"`]),
];
await writeFile(
  join(world.folder, "caxton.yaml"),
  `tools:\n  storage_dir: ${world.storageDir}\n  databases:\n${databases.map((line) => `    ${line}\n`).join("")}`,
);
const caxton = await startServerProcess(
  {
    CAXTON_DATA_DIR: join(world.folder, "data"),
    CAXTON_AGENTS_DIR: agents,
    CAXTON_CONFIG_PATH: join(world.folder, "caxton.yaml"),
    CAXTON_LOG_LEVEL: "fatal",
    ATTACK_TOKEN: world.environment["ATTACK_TOKEN"] ?? "",
  },
  ["--max-semi-space-size=32", fileURLToPath(new URL("./server.mjs", import.meta.url))],
);

// Ends the server even if the benchmark fails.
process.on("exit", () => void caxton.kill());

/** The attacks of the sandbox's own suite that try to exhaust a call's limits, as tools. */
const greedy: readonly HostAttack[] = attacks
  .filter(({ parts, policy }) => parts.exports === undefined && policy === undefined)
  .map((attack, index) => ({
    name: attack.name,
    module: attackModule(attack),
    manifest: { ...attackManifest(`greedy_${index}`), limits: { cpu: "100ms", maxOutput: "64KiB", logBytes: "8KiB" } },
    verdicts: attack.codes,
    needsNames: false,
    costly: false,
  }));

const upload = async ({ manifest, module }: HostAttack): Promise<void> => {
  const form = new FormData();
  form.set("manifest", new Blob([JSON.stringify(manifest)], { type: "application/json" }));
  form.set("module", new Blob([Buffer.from(module)], { type: "application/wasm" }), "tool.wasm");
  const response = await fetch(`${caxton.url}/api/v1/tools`, {
    method: "POST",
    headers: { authorization: `Bearer ${caxton.key}` },
    body: form,
  });
  if (response.status !== 201) throw new RangeError(`${response.status}: ${await response.text()}`);
};

const targets = [...hostAttacks(world).filter(({ needsNames }) => !needsNames), ...greedy];
for (const target of targets) await upload(target);
const [ordinary, costly] = [targets.filter((each) => !each.costly), targets.filter((each) => each.costly)];

/** Throws if an attack ends with a verdict that is not expected. */
const attackOnce = async (round: number): Promise<void> => {
  const isCostly = round % costlyEvery === 0;
  const group = isCostly ? costly : ordinary;
  const attack = group[(isCostly ? round / costlyEvery : round) % group.length];
  if (attack === undefined) return;
  const { status, body } = await caxton.call("POST", `/tools/${String(attack.manifest["name"])}/call`, {
    arguments: {},
  });
  const verdict = status === 200 ? verdictOn(attack, body.value ?? {}) : String(body.code);
  if (!attack.verdicts.includes(verdict))
    throw new RangeError(`${attack.name}: ${status} ${verdict} ${JSON.stringify(body)}`);
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

const innocently = (method: string, path: string, body?: unknown) => async (): Promise<void> => {
  const { status } = await caxton.call(method, path, body, { prefer: "wait=30" });
  if (status !== 200) throw new RangeError(`An innocent got ${status}.`);
};
const innocents = {
  "reading the agents": innocently("GET", "/agents"),
  "calling text_stats": innocently("POST", "/tools/text_stats/call", { arguments: { text: "How many words?" } }),
  "a message and its reply": innocently("POST", "/messages", {
    performative: "request",
    targetCapability: "echo",
    content: "innocent",
  }),
};

const watchAll = () => {
  const watches = Object.entries(innocents).map(
    ([name, task]) => [name, watching(task, { atOnce: 1, pauseMs: 10 })] as const,
  );
  return async () => Promise.all(watches.map(async ([name, stop]) => ({ name, ...(await stop()) })));
};

const weigh = async () => {
  await new Promise((done) => setTimeout(done, 6_000));
  return heldBy(caxton.pid, world.storageDir);
};

/** Megabytes that the main thread's heap and buffers hold, by the server's own metrics. */
const heapMb = async (): Promise<string> => {
  const text = await (await fetch(caxton.metricsUrl)).text();
  const megabytes = (name: string): string =>
    (Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1] ?? 0) / 1_048_576).toFixed(0);
  return `${megabytes("nodejs_heap_size_used_bytes")} + ${megabytes("nodejs_external_memory_bytes")}`;
};

await attackFor(Math.max(500, rounds / 5));
const quietly = watchAll();
await new Promise((done) => setTimeout(done, 8_000));
const quiet = await quietly();
const before = await weigh();
const meanwhile = watchAll();
const started = performance.now();
const residents: string[] = [];
for (let part = 0; part < 5; part += 1) {
  await attackFor(rounds / 5);
  const { rssMb, anonymousMb } = heldBy(caxton.pid, world.storageDir);
  residents.push(`${rssMb.toFixed(0)} (${anonymousMb.toFixed(0)}: ${await heapMb()})`);
}
const elapsed = performance.now() - started;
const under = await meanwhile();
const after = await weigh();
const exit = await caxton.stop();

const ms = (time: number): string => `${time.toFixed(1)} ms`;
console.log(
  `${machine()}; ${targets.length} kinds, ${rounds} attacks by ${attackers} at once in ${(elapsed / 1_000).toFixed(1)} s\n`,
);
console.log(
  table([
    ["the server", "before", "after"],
    ...heldRows(before, after),
    ["visits to what is inside", "0", String(world.innerVisits())],
    ["innocents, p50 / p99", "quiet", "attacked"],
    ...quiet.map(({ name, p50, p99 }, index) => [
      name,
      `${ms(p50)} / ${ms(p99)}`,
      `${ms(under[index]?.p50 ?? 0)} / ${ms(under[index]?.p99 ?? 0)}`,
    ]),
  ]),
);
console.log(`\nresident (anonymous: heap + buffers of the main thread) after each fifth: ${residents.join(", ")} MB`);
const ratios = quiet.map(({ name, p99 }, index) => `${name} ${((under[index]?.p99 ?? 0) / p99).toFixed(1)}`);
console.log(`p99 under attack by the quiet one: ${ratios.join(", ")} (aim: 2); the server left with ${exit}`);
await world.close();
