import { expect } from "chai";
import type { WasmAgentDefinition } from "../../../src/domain/agent.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { AgentName, VersionHash } from "../../../src/domain/ids.ts";
import { createWarmUp } from "../../../src/wasm-agents/warm-up.ts";

const definition = {} as WasmAgentDefinition;

/** What was begun here has ended: nothing of it waits for anything but promises. */
const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("warming WASM agents up", () => {
  const stage = (start: (version: VersionHash) => Promise<void>) => {
    const told: string[] = [];
    const warmUp = createWarmUp({
      start: async (version) => {
        await start(version);
        return true;
      },
      onStarted: async (agent, version) => void told.push(`started ${agent} ${version}`),
      onFailure: async (agent, version, { message }) => void told.push(`failed ${agent} ${version} ${message}`),
      onTrouble: (agent, { code }) => void told.push(`trouble ${agent} ${code}`),
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
