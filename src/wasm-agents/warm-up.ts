/** Starts WASM agents before their first message, a few at a time, once the server is ready. */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import { type CaxtonError, toCaxtonError } from "../domain/errors.ts";
import type { AgentName, VersionHash } from "../domain/ids.ts";
import type { AgentInstances } from "./types.ts";

export interface WarmUp {
  /** Starts the version soon, but not before `open`. Does almost nothing if the version is started already. */
  want(agent: AgentName, version: VersionHash, definition: WasmAgentDefinition): void;
  /** Cancels `want` for a version that has not been started yet. An attempt in progress is the last one. */
  forget(version: VersionHash): void;
  open(): void;
  close(): void;
}

export interface WarmUpDependencies {
  readonly start: AgentInstances["start"];
  /** The instance exists; `isNew` if it did not before. */
  readonly onStarted: (agent: AgentName, version: VersionHash, isNew: boolean) => Promise<void>;
  /** The module cannot start, and a retry would not help, so the agent must not be shown as running. */
  readonly onFailure: (agent: AgentName, version: VersionHash, error: CaxtonError) => Promise<void>;
  /** Called for errors that may be temporary. It is tried again after a while, and by the first message. */
  readonly onTrouble: (agent: AgentName, error: CaxtonError) => void;
  /** Time until the next attempt, in milliseconds. */
  readonly retryMs?: number;
}

interface Wanted {
  readonly agent: AgentName;
  readonly version: VersionHash;
  readonly definition: WasmAgentDefinition;
}

/** Rooms and workers become free within seconds, if at all. */
const defaultRetryMs = 5_000;

/** Kept low because compiling occupies a core while the server handles messages. */
const mostAtOnce = 2;

export const createWarmUp = ({
  start,
  onStarted,
  onFailure,
  onTrouble,
  retryMs = defaultRetryMs,
}: WarmUpDependencies): WarmUp => {
  const wanted = new Map<VersionHash, Wanted>();
  const retries = new Map<VersionHash, NodeJS.Timeout>();
  /** What is being started and is still wanted. */
  const starting = new Set<Wanted>();
  let state: "waiting" | "open" | "closed" = "waiting";
  let running = 0;

  const want = (next: Wanted): void => {
    if (state === "closed") return;
    noRetry(next.version);
    wanted.set(next.version, next);
    goOn();
  };

  const noRetry = (version: VersionHash): void => {
    clearTimeout(retries.get(version));
    retries.delete(version);
  };

  /** Tries again after a while what came to nothing, unless that is not wanted any more. */
  const postpone = (one: Wanted, thrown: unknown): void => {
    onTrouble(one.agent, toCaxtonError(thrown));
    if (state === "closed" || wanted.has(one.version) || !starting.has(one)) return;
    retries.set(one.version, setTimeout(() => want(one), retryMs).unref());
  };

  const startOne = async (one: Wanted): Promise<void> => {
    const { agent, version, definition } = one;
    let isNew: boolean;
    try {
      isNew = await start(version, definition);
    } catch (thrown) {
      const error = toCaxtonError(thrown);
      // These errors have causes outside of the module, such as the server shutting down.
      const passes = error.retryable || error.code === "sandbox.cancelled" || error.code === "internal.unexpected";
      if (passes) postpone(one, error);
      else await onFailure(agent, version, error).catch((failed: unknown) => onTrouble(agent, toCaxtonError(failed)));
      return;
    }
    await onStarted(agent, version, isNew).catch((failed: unknown) => postpone(one, failed));
  };

  const goOn = (): void => {
    for (const next of wanted.values()) {
      if (state !== "open" || running === mostAtOnce) return;
      wanted.delete(next.version);
      starting.add(next);
      running += 1;
      void startOne(next).finally(() => {
        starting.delete(next);
        running -= 1;
        goOn();
      });
    }
  };

  return {
    want: (agent, version, definition) => want({ agent, version, definition }),
    forget: (version) => {
      noRetry(version);
      for (const each of starting) if (each.version === version) starting.delete(each);
      wanted.delete(version);
    },
    open: () => {
      state = "open";
      goOn();
    },
    close: () => {
      state = "closed";
      for (const version of [...retries.keys()]) noRetry(version);
      wanted.clear();
    },
  };
};
