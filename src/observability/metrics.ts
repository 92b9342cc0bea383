/**
 * Prometheus metrics of one server, in their own registry so that two servers in one process do not mix. Labels with
 * values from outside are bounded: unlimited values would exhaust the memory of the scraper.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Performative } from "../domain/fipa.ts";
import { agentStates, type AgentStateName } from "../domain/lifecycle.ts";
import type { SandboxStatistics } from "../sandbox/types.ts";
import { registerSandboxMetrics } from "./sandbox-metrics.ts";

export type AgentCounts = Readonly<Partial<Record<AgentStateName, number>>>;

export type MemoryOperation = "search" | "store";
/** `refused`: the caller's fault. */
export type MemoryOutcome = "ok" | "refused" | "error";

/** Whether a memory backend can be used; null if it has not been opened yet. */
export interface MemoryUp {
  readonly backend: string;
  readonly usable: boolean | null;
}

export interface Metrics {
  /** Counts a message that all receivers have finished. */
  messageProcessed(message: { readonly performative: Performative }, milliseconds: number, succeeded: boolean): void;
  modelCalled(
    provider: string,
    outcome: "ok" | "error",
    tokens: { readonly input: number; readonly output: number },
  ): void;
  requestAnswered(request: {
    readonly method: string;
    /** The path template from the OpenAPI document, never the requested path. */
    readonly route: string;
    readonly status: number;
    readonly durationMs: number;
  }): void;
  /** Counts events of agents; ignores others. */
  eventsRecorded(kinds: readonly string[]): void;
  /** Records the time taken to choose receivers. */
  routed(milliseconds: number): void;
  /** Sets the source of the number of agents per state, which is called at each scrape. Missing states count as 0. */
  agents(byState: AgentCounts | (() => AgentCounts)): void;
  temporalRestarted(): void;
  memoryUsed(operation: MemoryOperation, outcome: MemoryOutcome, milliseconds: number): void;
  /** Sets the source of the memory's state, which is asked at each scrape. */
  memory(state: () => Promise<MemoryUp>): void;
  /** Sets the source of the sandbox's statistics, which is read at each scrape. */
  sandbox(statistics: () => SandboxStatistics): void;
  /** All metrics in Prometheus text format, and the content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Returns the value unchanged for the first `most` different values, and `other` for later ones. */
const bounded = (most: number): ((value: string) => string) => {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most || value.length > 128) return "other";
    known.add(value);
    return value;
  };
};

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const secondsOf = (milliseconds: number): number => milliseconds / 1000;

/** Seconds. Messages wait for models, so the scale extends to minutes. */
const messageBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const routingBuckets = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1];

/** Seconds. The embedded memory answers in milliseconds; opening it, or a busy database server, takes longer. */
const memoryBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

const createInstruments = (registry: Registry) => {
  const registers = [registry];
  return {
    messages: new Counter({
      name: "caxton_messages_processed_total",
      help: "Messages that all receivers have finished, by performative and by whether all replies succeeded.",
      labelNames: ["performative", "status"],
      registers,
    }),
    messageSeconds: new Histogram({
      name: "caxton_message_processing_duration_seconds",
      help: "Time from a message's arrival to its last reply.",
      labelNames: ["performative"],
      buckets: messageBuckets,
      registers,
    }),
    agentEvents: new Counter({
      name: "caxton_agent_events_total",
      help: "Lifecycle events of agents: loaded, updated, drained, failed, …",
      labelNames: ["kind"],
      registers,
    }),
    requests: new Counter({
      name: "caxton_http_requests_total",
      help: "Answered requests, by the route in the OpenAPI document.",
      labelNames: ["method", "route", "status"],
      registers,
    }),
    requestSeconds: new Histogram({
      name: "caxton_http_request_duration_seconds",
      help: "Time from a request's arrival to the end of its response, including waiting for replies and event streams.",
      labelNames: ["method", "route"],
      buckets: requestBuckets,
      registers,
    }),
    modelCalls: new Counter({
      name: "caxton_model_calls_total",
      help: "Calls of language models.",
      labelNames: ["provider", "outcome"],
      registers,
    }),
    modelTokens: new Counter({
      name: "caxton_model_tokens_total",
      help: "Tokens that models read (input) and wrote (output).",
      labelNames: ["direction"],
      registers,
    }),
    routingSeconds: new Histogram({
      name: "caxton_routing_duration_seconds",
      help: "Time to choose the receivers of a message.",
      buckets: routingBuckets,
      registers,
    }),
    memoryOperations: new Counter({
      name: "caxton_memory_operations_total",
      help: "Searches and stores of the memory, by outcome; refused ones were the caller's fault.",
      labelNames: ["operation", "outcome"],
      registers,
    }),
    memorySeconds: new Histogram({
      name: "caxton_memory_operation_duration_seconds",
      help: "Time of a search or store of the memory, including its embedding.",
      labelNames: ["operation"],
      buckets: memoryBuckets,
      registers,
    }),
    temporalRestarts: new Counter({
      name: "caxton_temporal_restarts_total",
      help: "Restarts of the embedded Temporal server.",
      registers,
    }),
  };
};

const registerAgentGauge = (registry: Registry): Metrics["agents"] => {
  let count = (): AgentCounts => ({});
  const gauge = new Gauge({
    name: "caxton_agents",
    help: "Agents by state.",
    labelNames: ["state"],
    registers: [registry],
    collect: () => {
      const counts = count();
      for (const state of agentStates) gauge.set({ state }, counts[state] ?? 0);
    },
  });
  return (byState) => {
    count = typeof byState === "function" ? byState : () => byState;
  };
};

const registerMemoryGauge = (registry: Registry): Metrics["memory"] => {
  let read = async (): Promise<MemoryUp> => ({ backend: "", usable: null });
  const gauge = new Gauge({
    name: "caxton_memory_up",
    help: "1 if the memory can be used, 0 if not; no value before it is first opened.",
    labelNames: ["backend"],
    registers: [registry],
    collect: async () => {
      const { backend, usable } = await read();
      if (usable !== null) gauge.set({ backend }, usable ? 1 : 0);
    },
  });
  return (state) => {
    read = state;
  };
};

/** Creates the metrics of a server, including those of the process. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const instruments = createInstruments(registry);
  const provider = bounded(50);
  const route = bounded(300);
  const kind = bounded(100);
  return {
    messageProcessed: ({ performative }, milliseconds, succeeded) => {
      instruments.messages.inc({ performative, status: succeeded ? "success" : "failure" });
      instruments.messageSeconds.observe({ performative }, secondsOf(milliseconds));
    },
    modelCalled: (name, outcome, { input, output }) => {
      instruments.modelCalls.inc({ provider: provider(name), outcome });
      instruments.modelTokens.inc({ direction: "input" }, input);
      instruments.modelTokens.inc({ direction: "output" }, output);
    },
    requestAnswered: (request) => {
      const method = methods.has(request.method) ? request.method : "other";
      const labels = { method, route: route(request.route) };
      instruments.requests.inc({ ...labels, status: request.status });
      instruments.requestSeconds.observe(labels, secondsOf(request.durationMs));
    },
    eventsRecorded: (kinds) => {
      for (const each of kinds) {
        if (each.startsWith("agent.")) instruments.agentEvents.inc({ kind: kind(each) });
      }
    },
    routed: (milliseconds) => instruments.routingSeconds.observe(secondsOf(milliseconds)),
    agents: registerAgentGauge(registry),
    memoryUsed: (operation, outcome, milliseconds) => {
      instruments.memoryOperations.inc({ operation, outcome });
      instruments.memorySeconds.observe({ operation }, secondsOf(milliseconds));
    },
    memory: registerMemoryGauge(registry),
    sandbox: registerSandboxMetrics(registry),
    temporalRestarted: () => instruments.temporalRestarts.inc(),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
};
