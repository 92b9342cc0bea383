import { expect } from "chai";
import type { WasmAgentDefinition } from "../../../src/domain/agent.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { AgentName, VersionHash } from "../../../src/domain/ids.ts";
import { createWarmUp } from "../../../src/wasm-agents/warm-up.ts";
import { eventually } from "../../integration/agents/support.ts";

const definition = {} as WasmAgentDefinition;

/** What was begun here has ended: nothing of it waits for anything but promises. */
const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("warming WASM agents up", () => {
  const stage = (start: (version: VersionHash) => Promise<void>, retryMs = 60_000) => {
    const told: string[] = [];
    const warmUp = createWarmUp({
      start: async (version) => {
        await start(version);
        return true;
      },
      onStarted: async (agent, version) => {
        const isFirst = !told.some((each) => each.endsWith("database.unavailable"));
        if (agent === "unlucky" && isFirst) throw new CaxtonError("database.unavailable", "Not now.");
        told.push(`started ${agent} ${version}`);
      },
      onFailure: async (agent, version, { message }) => void told.push(`failed ${agent} ${version} ${message}`),
      onTrouble: (agent, { code }) => void told.push(`trouble ${agent} ${code}`),
      retryMs,
    });
    const want = (name: string): void => warmUp.want(name as AgentName, `v-${name}` as VersionHash, definition);
    return { warmUp, want, told };
  };

  it("starts nothing before it may, then all, two at a time", async () => {
    const started: string[] = [];
    const ends: (() => void)[] = [];
    const { warmUp, want } = stage(async (version) => {
      started.push(version);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
    for (const name of ["a", "b", "c", "a"]) want(name);
    expect(started).to.deep.equal([]);
    warmUp.open();
    expect(started).to.deep.equal(["v-a", "v-b"]);
    ends[0]?.();
    await settled();
    expect(started).to.deep.equal(["v-a", "v-b", "v-c"]);
    for (const end of ends) end();
    await settled();
    want("d");
    expect(started.at(-1)).to.equal("v-d");
  });

  it("leaves out what is not to run any more, and starts nothing once it is closed", async () => {
    const started: string[] = [];
    const { warmUp, want } = stage(async (version) => void started.push(version));
    want("a");
    want("b");
    warmUp.forget("v-a" as VersionHash);
    warmUp.open();
    await settled();
    warmUp.close();
    want("c");
    await settled();
    expect(started).to.deep.equal(["v-b"]);
  });

  it("tries again after a while what came to nothing, unless it is not wanted any more", async () => {
    const overloaded = new CaxtonError("sandbox.overloaded", "Too much.");
    let giveUp = (): void => undefined;
    const { warmUp, want, told } = stage(async (version) => {
      if (version === "v-b") await new Promise<void>((resolve) => (giveUp = resolve));
      const attempts = told.filter((each) => each.startsWith("trouble a")).length;
      if (version === "v-b" || attempts < 3) throw overloaded;
    }, 1);
    warmUp.open();
    want("b");
    warmUp.forget("v-b" as VersionHash);
    giveUp();
    await settled();
    want("a");
    await eventually(() => expect(told).to.include("started a v-a"));
    const trouble = (name: string): string => `trouble ${name} sandbox.overloaded`;
    expect(told).to.deep.equal([trouble("b"), trouble("a"), trouble("a"), trouble("a"), "started a v-a"]);
  });

  it("tries again if nobody could be told that it was started", async () => {
    const { warmUp, want, told } = stage(async () => undefined, 1);
    warmUp.open();
    want("unlucky");
    await eventually(() => expect(told).to.have.length(2));
    expect(told).to.deep.equal(["trouble unlucky database.unavailable", "started unlucky v-unlucky"]);
  });

  it("says of a module that cannot start that the agent failed, and of what passes only that it came to nothing", async () => {
    const failures: Record<string, CaxtonError> = {
      "v-bad": new CaxtonError("sandbox.trapped", "It traps."),
      "v-busy": new CaxtonError("sandbox.overloaded", "Too much."),
      "v-closing": new CaxtonError("sandbox.cancelled", "The sandbox was closed."),
    };
    const { warmUp, want, told } = stage(async (version) => {
      const failure = failures[version];
      if (failure !== undefined) throw failure;
    });
    for (const name of ["bad", "good", "busy", "closing"]) want(name);
    warmUp.open();
    await settled();
    expect(told.toSorted()).to.deep.equal([
      "failed bad v-bad It traps.",
      "started good v-good",
      "trouble busy sandbox.overloaded",
      "trouble closing sandbox.cancelled",
    ]);
  });
});
