import { expect } from "chai";
import {
  deploy,
  deploymentStates,
  deploymentTransition,
  drainDeployment,
  failDeployment,
  isDeploymentState,
  planDeployment,
  restoreDeployment,
  rollBack,
  run,
  type Deployment,
  type DeploymentPlan,
  type DeploymentStateName,
} from "../../../src/domain/deployment.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { AgentId, DeploymentId, VersionHash } from "../../../src/domain/ids.ts";
import { refusal, valueOf } from "./support.ts";

const plan: DeploymentPlan = {
  id: "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11" as DeploymentId,
  agentId: "1" as AgentId,
  version: "0".repeat(64) as VersionHash,
  strategy: { kind: "direct" },
  createdAt: "2026-11-23T12:00:00.000Z",
};
const error = { code: "deployment.smoke_test_failed", message: "The first example got no answer." };
const reason = { kind: "requested", message: "ada asked for it." } as const;

/** Written down a second time, so that a slip in the table of the source is noticed. */
const legal = new Set([
  "validating → deploying",
  "validating → failed",
  "deploying → running",
  "deploying → failed",
  "deploying → rolled-back",
  "running → draining",
  "running → failed",
  "running → rolled-back",
  "draining → running",
  "draining → failed",
]);

/** Any deployment, passed off as one in another state, as a careless cast would. */
const disguised = <State extends DeploymentStateName>(state: DeploymentStateName): Deployment<State> =>
  valueOf(restoreDeployment({ ...plan, state, error, reason })) as unknown as Deployment<State>;

const steps: Readonly<
  Record<Exclude<DeploymentStateName, "validating">, (from: DeploymentStateName) => Deployment<DeploymentStateName>>
> = {
  deploying: (from) => deploy(disguised(from)),
  running: (from) => run(disguised(from)),
  draining: (from) => drainDeployment(disguised(from)),
  failed: (from) => failDeployment(disguised(from), error),
  "rolled-back": (from) => rollBack(disguised(from), reason),
};

describe("deployment states", () => {
  for (const from of deploymentStates) {
    for (const to of deploymentStates) {
      const isLegal = legal.has(`${from} → ${to}`);
      it(`${from} → ${to} is ${isLegal ? "allowed" : "refused"} at run time`, () => {
        if (isLegal) expect(valueOf(deploymentTransition(from, to))).to.equal(to);
        else expect(refusal(deploymentTransition(from, to))).to.include(`cannot become ${to}`);
        if (to === "validating") return;
        if (isLegal) expect(steps[to](from)).to.deep.include({ ...plan, state: to });
        else {
          expect(() => steps[to](from))
            .to.throw(CaxtonError)
            .that.includes({ code: "deployment.invalid_state" })
            .and.has.deep.property("facts", { state: from, wanted: to });
        }
      });
    }
  }

  it("refuses states that there are not", () => {
    for (const bad of ["", "Running", "rolledBack", "toString"]) {
      expect(isDeploymentState(bad)).to.equal(false);
      expect(refusal(deploymentTransition(bad, "running"))).to.include(`“${bad}”`);
      expect(refusal(deploymentTransition("running", bad))).to.include(`“${bad}”`);
      refusal(restoreDeployment({ ...plan, state: bad, error: null, reason: null }));
    }
  });

  it("carries its error or reason in the states that have one, and in no other", () => {
    const running = run(deploy(planDeployment(plan)));
    expect(running).to.deep.include({ ...plan, state: "running", error: null, reason: null });
    expect(failDeployment(running, error)).to.deep.include({ error, reason: null });
    expect(rollBack(running, reason)).to.deep.include({ error: null, reason });
    expect(run(drainDeployment(running)).state).to.equal("running");
    expect(refusal(restoreDeployment({ ...plan, state: "failed", error: null, reason: null }))).to.include("error");
    expect(refusal(restoreDeployment({ ...plan, state: "rolled-back", error: null, reason: null }))).to.include(
      "reason",
    );
  });

  it("does not compile where a step is illegal", () => {
    // Never run: the compiler is the one that judges here, at every line marked as an error.
    const judgedByTheCompiler = (
      validating: Deployment<"validating">,
      deploying: Deployment<"deploying">,
      running: Deployment<"running">,
      draining: Deployment<"draining">,
      failed: Deployment<"failed">,
      rolledBack: Deployment<"rolled-back">,
    ): void => {
      deploy(validating);
      // @ts-expect-error it is being deployed
      deploy(deploying);
      // @ts-expect-error it runs
      deploy(running);
      // @ts-expect-error it had its time
      deploy(draining);
      // @ts-expect-error it has failed
      deploy(failed);
      // @ts-expect-error it was rolled back
      deploy(rolledBack);

      run(deploying);
      run(draining);
      // @ts-expect-error it is not validated
      run(validating);
      // @ts-expect-error it runs
      run(running);
      // @ts-expect-error it has failed
      run(failed);
      // @ts-expect-error it was rolled back
      run(rolledBack);

      drainDeployment(running);
      // @ts-expect-error it has no conversations
      drainDeployment(validating);
      // @ts-expect-error it is not in service yet
      drainDeployment(deploying);
      // @ts-expect-error it drains
      drainDeployment(draining);
      // @ts-expect-error it has failed
      drainDeployment(failed);
      // @ts-expect-error it was rolled back
      drainDeployment(rolledBack);

      rollBack(deploying, reason);
      rollBack(running, reason);
      // @ts-expect-error nothing is in service yet
      rollBack(validating, reason);
      // @ts-expect-error its successor is in service
      rollBack(draining, reason);
      // @ts-expect-error it has failed
      rollBack(failed, reason);
      // @ts-expect-error it was rolled back
      rollBack(rolledBack, reason);

      failDeployment(validating, error);
      failDeployment(deploying, error);
      failDeployment(running, error);
      failDeployment(draining, error);
      // @ts-expect-error it has failed
      failDeployment(failed, error);
      // @ts-expect-error it was rolled back
      failDeployment(rolledBack, error);

      // @ts-expect-error a deployment is made by this part of the domain only
      const forged: Deployment<"running"> = { ...plan, state: "running", error: null, reason: null };
      void forged;
    };
    expect(judgedByTheCompiler).to.be.a("function");
  });
});
