/** What Prometheus can scrape. Labels take few values: never an id, never a name that a caller chooses freely. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { FipaMessage } from "../domain/fipa.ts";

export interface Metrics {
  /** The text that `/metrics` answers, and its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
  messageProcessed(message: Pick<FipaMessage, "performative">, milliseconds: number, succeeded: boolean): void;
  eventsRecorded(kinds: readonly string[]): void;
  modelCalled(
    provider: string,
    outcome: "ok" | "error",
    tokens: { readonly input: number; readonly output: number },
  ): void;
  requestAnswered(report: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly durationMs: number;
  }): void;
  /** How many agents are in each state. */
  agents(byState: Readonly<Record<string, number>>): void;
  temporalRestarted(): void;
}

/** From a cached answer to a patient model, in seconds. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> =>
    new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
  const histogram = <Label extends string>(name: string, help: string, labelNames: readonly Label[]): Histogram<Label> =>
    new Histogram({ name, help, labelNames: [...labelNames], buckets, registers: [registry] });

  const messages = counter("caxton_messages_processed_total", "Messages that all receivers have dealt with.", [
    "performative",
    "status",
  ]);
  const messageSeconds = histogram(
    "caxton_message_processing_duration_seconds",
    "From a message's arrival to its last reply.",
    ["performative"],
  );
  const events = counter("caxton_agent_events_total", "Events recorded.", ["kind"]);
  const modelCalls = counter("caxton_model_calls_total", "Attempts at a model call.", ["provider", "outcome"]);
  const tokens = counter("caxton_model_tokens_total", "Tokens that models read and wrote.", ["direction"]);
  const requests = counter("caxton_http_requests_total", "Requests answered.", ["method", "route", "status"]);
  const requestSeconds = histogram("caxton_http_request_duration_seconds", "Time to answer a request.", [
    "method",
    "route",
  ]);
  const agents = new Gauge({
    name: "caxton_agents",
    help: "Agents by state.",
    labelNames: ["state"],
    registers: [registry],
  });
  const restarts = counter("caxton_temporal_restarts_total", "Restarts of the embedded Temporal server.", []);

  return {
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    messageProcessed: ({ performative }, milliseconds, succeeded) => {
      messages.inc({ performative, status: succeeded ? "success" : "failure" });
      messageSeconds.observe({ performative }, milliseconds / 1_000);
    },
    eventsRecorded: (kinds) => {
      for (const kind of kinds) events.inc({ kind });
    },
    modelCalled: (provider, outcome, { input, output }) => {
      modelCalls.inc({ provider, outcome });
      tokens.inc({ direction: "input" }, input);
      tokens.inc({ direction: "output" }, output);
    },
    requestAnswered: ({ method, route, status, durationMs }) => {
      requests.inc({ method, route, status: String(status) });
      requestSeconds.observe({ method, route }, durationMs / 1_000);
    },
    agents: (byState) => {
      agents.reset();
      for (const [state, count] of Object.entries(byState)) agents.set({ state }, count);
    },
    temporalRestarted: () => restarts.inc(),
  };
};
