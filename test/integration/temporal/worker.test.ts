import { Worker, type WorkerOptions } from "@temporalio/worker";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { startWorker, startWorkers, type CaxtonWorkerOptions } from "../../../src/temporal/worker.ts";
import { installRuntime } from "../../../src/temporal/runtime.ts";
import { silentLog, testWorkflowBundle } from "../../support/conversations.ts";
import { eventually } from "../../support/server-process.ts";
import { sharedTemporal } from "../../support/temporal.ts";

describe("the worker", function () {
  this.timeout(120_000);
  let options: CaxtonWorkerOptions;
  let errors: string[];

  before(async function () {
    this.timeout(600_000);
    installRuntime(silentLog);
    const temporal = await sharedTemporal();
    const workflowBundle = await testWorkflowBundle();
    options = {
      connection: await temporal.connectWorker(),
      namespace: temporal.namespace,
      taskQueue: `worker-${randomUUID()}`,
      workflowBundle,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- none is called
      activities: { settleMessage: async () => undefined } as unknown as CaxtonWorkerOptions["activities"],
      log: { ...silentLog, error: (_facts: object, message: string) => void errors.push(message) } as never,
      firstPauseMs: 20,
    };
  });
  beforeEach(() => {
    errors = [];
  });

  /** Real workers, of which the first so many fail as one does whose polls Temporal refuses for a minute. */
  const failing = (count: number) => {
    let made = 0;
    return async (settings: WorkerOptions) => {
      const worker = await Worker.create(settings);
      made += 1;
      if (made > count) return worker;
      const run = async (): Promise<void> => {
        const ended = worker.run();
        worker.shutdown();
        await ended;
        throw new Error("The polls were refused.");
      };
      return { run, getState: () => worker.getState(), shutdown: () => worker.shutdown() };
    };
  };

  it("is replaced when it fails, which is logged, until one stays", async () => {
    const worker = await startWorker({ ...options, create: failing(2) });
    await eventually(async () => (errors.length === 2 && worker.isRunning() ? true : null));
    await worker.stop();
    expect(worker.isRunning()).to.equal(false);
    expect(errors).to.have.length(2);
  });

  it("is replaced also where a replacement cannot be made at first", async () => {
    let made = 0;
    const create = failing(1);
    const worker = await startWorker({
      ...options,
      create: async (settings) => {
        made += 1;
        if (made === 2) throw new Error("Temporal is away.");
        return create(settings);
      },
    });
    await eventually(async () => (made === 3 && worker.isRunning() ? true : null));
    await worker.stop();
  });

  it("is several to a task queue, which run and stop as one", async () => {
    const { connectWorker } = await sharedTemporal();
    const { connection: _connection, ...shared } = options;
    const taskQueue = `workers-${randomUUID()}`;
    const workers = await startWorkers(connectWorker, { ...shared, taskQueue });
    expect(workers.isRunning()).to.equal(true);
    await workers.stop();
    expect(workers.isRunning()).to.equal(false);
  });

  it("stops those that have started when another one cannot start", async () => {
    const { connectWorker } = await sharedTemporal();
    const { connection: _connection, ...shared } = options;
    const made: Pick<Worker, "getState">[] = [];
    let calls = 0;
    const create = async (settings: WorkerOptions) => {
      calls += 1;
      if (calls === 2) throw new Error("No room for another one.");
      const worker = await Worker.create(settings);
      made.push(worker);
      return worker;
    };
    const thrown: unknown = await startWorkers(connectWorker, { ...shared, taskQueue: `few-${randomUUID()}`, create })
      .then(() => null)
      .catch((error: unknown) => error);
    expect(thrown).to.have.property("message", "No room for another one.");
    expect(made.map((worker) => worker.getState())).to.deep.equal(["STOPPED"]);
  });

  it("stops at once while it waits for its replacement", async () => {
    const worker = await startWorker({ ...options, create: failing(9), firstPauseMs: 600_000 });
    await eventually(async () => (errors.length === 1 ? true : null));
    expect(worker.isRunning()).to.equal(false);
    await worker.stop();
  });
});
