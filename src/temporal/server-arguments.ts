/** Arguments of the embedded dev server; docs/temporal.md shows the measured effect of each. */
import { searchAttributes } from "./search-attributes.ts";

/**
 * Server settings whose defaults are meant for clusters. Measured: see “Settings of the embedded server and their
 * effect” in docs/temporal.md.
 */
const dynamicConfig: Readonly<Record<string, string>> = {
  // Timers fire when they are due instead of up to a second later.
  "history.timerProcessorMaxTimeShift": '"1ms"',
  // By default a shard's queues are read 20 times a second. The dev server has one shard, so every step that goes
  // through a queue (the start of a workflow, an activity, a timer) would wait for the next of these 50 ms ticks.
  "history.transferProcessorMaxPollRPS": "2000",
  "history.timerProcessorMaxPollRPS": "2000",
  // With the default of four, one request in a hundred took two seconds longer; one process needs only one.
  "matching.numTaskqueueReadPartitions": "1",
  "matching.numTaskqueueWritePartitions": "1",
};

/** WAL with NORMAL loses nothing when a process dies; only a power failure can lose the last commits. */
const pragmas: Readonly<Record<string, string>> = {
  journal_mode: "WAL",
  synchronous: "NORMAL",
};

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** null without Web UI. */
  readonly uiPort: number | null;
  /** null keeps everything in memory. */
  readonly dbFile: string | null;
  readonly namespace: string;
  /** Added to, or replacing, the settings above; for measurements. */
  readonly dynamicConfig?: Readonly<Record<string, string>>;
  readonly pragmas?: Readonly<Record<string, string>>;
}

const pairs = (flag: string, values: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);

export const serverArguments = (settings: ServerSettings): readonly string[] => [
  "server",
  "start-dev",
  "--ip",
  settings.host,
  "--port",
  String(settings.port),
  ...(settings.uiPort === null ? ["--headless"] : ["--ui-port", String(settings.uiPort)]),
  ...(settings.dbFile === null
    ? []
    : ["--db-filename", settings.dbFile, ...pairs("--sqlite-pragma", { ...pragmas, ...settings.pragmas })]),
  // The namespace `default` always exists.
  ...(settings.namespace === "default" ? [] : ["--namespace", settings.namespace]),
  "--log-level",
  "error",
  "--log-format",
  "json",
  ...pairs("--dynamic-config-value", { ...dynamicConfig, ...settings.dynamicConfig }),
  ...pairs("--search-attribute", searchAttributes),
];
