/** Metrics of the sandbox. The sandbox counts, and each scrape reads its counts, so that a call costs no more than additions. */
import { Counter, Gauge, type Registry } from "prom-client";
import type { GuestStatistics, SandboxStatistics } from "../sandbox/types.ts";

type Row = readonly [labels: Readonly<Record<string, string>>, value: number];

interface SandboxMetric {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** The values, one for each combination of labels. */
  readonly rows: (statistics: SandboxStatistics) => readonly Row[];
}

/** The rows of both kinds of guests, with the kind as a label. */
const ofGuests =
  (rows: (statistics: GuestStatistics) => readonly Row[]): SandboxMetric["rows"] =>
  ({ agents, tools }) =>
    Object.entries({ agent: agents, tool: tools }).flatMap(([guest, statistics]) =>
      rows(statistics).map(([labels, value]): Row => [{ guest, ...labels }, value]),
    );

/** What is counted since the start of the process. */
const counters: readonly SandboxMetric[] = [
  {
    name: "caxton_sandbox_calls_total",
    help: "Ended calls of WebAssembly modules, by ok or the code of the error; refused and cancelled ones included.",
    labelNames: ["guest", "outcome"],
    rows: ofGuests(({ ended }) => [...ended].map(([outcome, total]) => [{ outcome }, total])),
  },
  {
    name: "caxton_sandbox_fuel_total",
    help: "Fuel that calls of WebAssembly modules used: a measure of instructions.",
    labelNames: ["guest"],
    rows: ofGuests(({ fuel }) => [[{}, fuel]]),
  },
  {
    name: "caxton_sandbox_run_seconds_total",
    help: "Time that calls of WebAssembly modules ran, without waiting for a thread.",
    labelNames: ["guest"],
    rows: ofGuests(({ runMs }) => [[{}, runMs / 1_000]]),
  },
  {
    name: "caxton_sandbox_workers_lost_total",
    help: "Threads that were lost: overdue ones exceeded the time of a call, failed ones ended by themselves.",
    labelNames: ["guest", "reason"],
    rows: ofGuests(({ overdueWorkers, failedWorkers }) => [
      [{ reason: "overdue" }, overdueWorkers],
      [{ reason: "failed" }, failedWorkers],
    ]),
  },
  {
    name: "caxton_sandbox_instances_evicted_total",
    help: "Agent instances that were evicted to make room for others.",
    labelNames: [],
    rows: ({ evicted }) => [[{}, evicted]],
  },
  {
    name: "caxton_sandbox_modules_refused_total",
    help: "Modules that could not be loaded, by the code of the error.",
    labelNames: ["code"],
    rows: ({ refusedModules }) => [...refusedModules].map(([code, total]) => [{ code }, total]),
  },
];

/** What is so at the moment of the scrape. */
const gauges: readonly SandboxMetric[] = [
  {
    name: "caxton_sandbox_calls",
    help: "Calls of WebAssembly modules that wait or run.",
    labelNames: ["guest", "state"],
    rows: ofGuests(({ waiting, running }) => [
      [{ state: "waiting" }, waiting],
      [{ state: "running" }, running],
    ]),
  },
  {
    name: "caxton_sandbox_workers",
    help: "Threads that run WebAssembly modules.",
    labelNames: ["guest"],
    rows: ofGuests(({ workers }) => [[{}, workers]]),
  },
  {
    name: "caxton_sandbox_instances",
    help: "Instances of WebAssembly modules: those of agents, and of running tools.",
    labelNames: [],
    rows: ({ instances }) => [[{}, instances]],
  },
  {
    name: "caxton_sandbox_instance_memory_bytes",
    help: "Memory of agent instances.",
    labelNames: [],
    rows: ({ instanceBytes }) => [[{}, instanceBytes]],
  },
  {
    name: "caxton_sandbox_modules",
    help: "Compiled modules that are kept.",
    labelNames: [],
    rows: ({ modules }) => [[{}, modules]],
  },
];

/** Returns the function that sets the source of the statistics, which is read at each scrape. Before that, there are no values. */
export const registerSandboxMetrics = (registry: Registry): ((statistics: () => SandboxStatistics) => void) => {
  let source: (() => SandboxStatistics) | null = null;
  const registers = [registry];
  const rowsOf = (rows: SandboxMetric["rows"]): readonly Row[] => (source === null ? [] : rows(source()));
  for (const { rows, ...facts } of counters) {
    const counter: Counter = new Counter({
      ...facts,
      registers,
      collect: () => {
        counter.reset();
        for (const [labels, total] of rowsOf(rows)) counter.inc(labels, total);
      },
    });
  }
  for (const { rows, ...facts } of gauges) {
    const gauge: Gauge = new Gauge({
      ...facts,
      registers,
      collect: () => {
        for (const [labels, value] of rowsOf(rows)) gauge.set(labels, value);
      },
    });
  }
  return (statistics) => {
    source = statistics;
  };
};
