import { expect } from "chai";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { AgentId, AgentName } from "../../../src/domain/ids.ts";
import {
  agentStates,
  drain,
  fail,
  finishDraining,
  isAgentState,
  load,
  requireBefore,
  restoreAgent,
  start,
  transition,
  unload,
  unloadedAgent,
  type Agent,
  type AgentStateName,
} from "../../../src/domain/lifecycle.ts";
import { refusal, valueOf } from "./support.ts";

const identity = { id: "1" as AgentId, name: "Greeter" as AgentName };

/** Written down a second time, so that a slip in the table of the source is noticed. */
const legal = new Set([
  "unloaded → loaded",
  "loaded → running",
  "running → draining",
  "draining → drained",
  "draining → unloaded",
  "drained → loaded",
  "drained → unloaded",
  "drained → failed",
  "loaded → unloaded",
  "failed → unloaded",
  "unloaded → failed",
  "loaded → failed",
  "running → failed",
  "draining → failed",
]);

/** Any agent, passed off as one in another state, as a careless cast would. */
const disguised = <State extends AgentStateName>(state: AgentStateName): Agent<State> =>
  valueOf(restoreAgent({ ...identity, state, failure: null })) as unknown as Agent<State>;

const steps: Readonly<Record<AgentStateName, (from: AgentStateName) => Agent<AgentStateName>>> = {
  loaded: (from) => load(disguised(from)),
  running: (from) => start(disguised(from)),
  draining: (from) => drain(disguised(from)),
  drained: (from) => finishDraining(disguised(from)),
  unloaded: (from) => unload(disguised(from)),
  failed: (from) => fail(disguised(from), "out of memory"),
};

describe("agent lifecycle", () => {
  for (const from of agentStates) {
    for (const to of agentStates) {
      const isLegal = legal.has(`${from} → ${to}`);
      it(`${from} → ${to} is ${isLegal ? "allowed" : "refused"} at run time`, () => {
        if (isLegal) {
          expect(valueOf(transition(from, to))).to.equal(to);
          expect(steps[to](from)).to.include({ ...identity, state: to });
        } else {
          expect(refusal(transition(from, to))).to.include(`cannot become ${to}`);
          expect(() => steps[to](from))
            .to.throw(CaxtonError)
            .that.includes({ code: "agent.invalid_state" })
            .and.has.deep.property("facts", { state: from, wanted: to });
        }
      });
    }
  }

  it("refuses states that there are not", () => {
    for (const bad of ["", "Running", "toString", "__proto__"]) {
      expect(isAgentState(bad)).to.equal(false);
      expect(refusal(transition(bad, "loaded"))).to.include("is not a state");
      expect(refusal(transition("loaded", bad))).to.include("is not a state");
      expect(refusal(restoreAgent({ ...identity, state: bad, failure: null }))).to.include("unknown state");
    }
  });

  it("narrows an agent whose state is known only at run time", () => {
    const loaded = valueOf(restoreAgent({ ...identity, state: "loaded", failure: null }));
    expect(start(requireBefore(loaded, "running")).state).to.equal("running");
    expect(() => requireBefore(loaded, "draining"))
      .to.throw(CaxtonError)
      .that.includes({ code: "agent.invalid_state" });
  });

  it("goes all the way round", () => {
    const running = start(load(unloadedAgent(identity)));
    const drained = finishDraining(drain(running));
    expect(unload(drained)).to.deep.equal(unloadedAgent(identity));
    expect(start(load(drained)).state).to.equal("running");
    expect(unload(drain(running))).to.deep.equal(unloadedAgent(identity));
  });

  it("keeps the reason of a failure while the agent is failed, and not longer", () => {
    const failed = fail(load(unloadedAgent(identity)), "out of memory");
    expect(failed.failure).to.equal("out of memory");
    expect(unload(failed).failure).to.equal(null);
    expect(valueOf(restoreAgent({ ...identity, state: "failed", failure: null })).failure).to.be.a("string");
    expect(valueOf(restoreAgent({ ...identity, state: "running", failure: "stale" })).failure).to.equal(null);
  });

  it("does not compile where a step is illegal", () => {
    // Never run: the compiler is the one that judges here, at every line marked as an error.
    const judgedByTheCompiler = (
      unloaded: Agent<"unloaded">,
      loaded: Agent<"loaded">,
      running: Agent<"running">,
      draining: Agent<"draining">,
      failed: Agent<"failed">,
    ): void => {
      load(unloaded);
      // @ts-expect-error a loaded agent is loaded
      load(loaded);
      // @ts-expect-error a running agent is loaded
      load(running);
      // @ts-expect-error a draining agent is loaded
      load(draining);
      // @ts-expect-error a failed agent is unloaded first
      load(failed);

      start(loaded);
      // @ts-expect-error an unloaded agent is loaded first
      start(unloaded);
      // @ts-expect-error a running agent runs
      start(running);
      // @ts-expect-error a draining agent ends
      start(draining);
      // @ts-expect-error a failed agent is unloaded first
      start(failed);

      drain(running);
      // @ts-expect-error an unloaded agent has nothing to finish
      drain(unloaded);
      // @ts-expect-error a loaded agent has nothing to finish
      drain(loaded);
      // @ts-expect-error a draining agent drains
      drain(draining);
      // @ts-expect-error a failed agent has nothing to finish
      drain(failed);

      unload(loaded);
      unload(draining);
      unload(failed);
      // @ts-expect-error an unloaded agent is unloaded
      unload(unloaded);
      // @ts-expect-error a running agent is drained first
      unload(running);

      fail(unloaded, "why");
      fail(loaded, "why");
      fail(running, "why");
      fail(draining, "why");
      // @ts-expect-error a failed agent has failed
      fail(failed, "why");

      // @ts-expect-error an agent is made by the lifecycle only
      const forged: Agent<"running"> = { ...identity, state: "running", failure: null };
      // @ts-expect-error a state that is not known at compile time allows no step
      start(valueOf(restoreAgent({ ...identity, state: "loaded", failure: null })));
      // @ts-expect-error only a failed agent has a reason
      running.failure satisfies string;
      failed.failure satisfies string;
      void forged;
    };
    expect(judgedByTheCompiler).to.be.a("function");
  });
});
