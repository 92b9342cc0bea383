/** Starts WASM agents before their first message, a few at a time, once the server is ready. */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import { type CaxtonError, toCaxtonError } from "../domain/errors.ts";
import type { AgentName, VersionHash } from "../domain/ids.ts";
import type { AgentInstances } from "./types.ts";

export interface WarmUp {
  /** Starts the version soon, but not before `open`. Does almost nothing if the version is started already. */
  want(agent: AgentName, version: VersionHash, definition: WasmAgentDefinition): void;
  /** Cancels `want` for a version that has not been started yet. */
  forget(version: VersionHash): void;
  open(): void;
  close(): void;
}

export interface WarmUpDependencies {
  readonly start: AgentInstances["start"];
  /** The instance was created. */
  readonly onStarted: (agent: AgentName, version: VersionHash) => Promise<void>;
  /** The module cannot start, and a retry would not help, so the agent must not be shown as running. */
  readonly onFailure: (agent: AgentName, version: VersionHash, error: CaxtonError) => Promise<void>;
  /** Called for errors that may be temporary. The first message tries again. */
  readonly onTrouble: (agent: AgentName, error: CaxtonError) => void;
}

interface Wanted {
  readonly agent: AgentName;
  readonly version: VersionHash;
  readonly definition: WasmAgentDefinition;
}

/** Kept low because compiling occupies a core while the server handles messages. */
const mostAtOnce = 2;

export const createWarmUp = ({ start, onStarted, onFailure, onTrouble }: WarmUpDependencies): WarmUp => {
  const wanted = new Map<VersionHash, Wanted>();
  let state: "waiting" | "open" | "closed" = "waiting";
  let running = 0;

  const startOne = async ({ agent, version, definition }: Wanted): Promise<void> => {
    try {
      const isNew = await start(version, definition);
      if (isNew) await onStarted(agent, version).catch((failed: unknown) => onTrouble(agent, toCaxtonError(failed)));
    } catch (thrown) {
      const error = toCaxtonError(thrown);
      // These errors have causes outside of the module, such as the server shutting down.
      const passes = error.retryable || error.code === "sandbox.cancelled" || error.code === "internal.unexpected";
      if (passes) onTrouble(agent, error);
      else await onFailure(agent, version, error).catch((failed: unknown) => onTrouble(agent, toCaxtonError(failed)));
    }
  };

  const goOn = (): void => {
    for (const next of wanted.values()) {
      if (state !== "open" || running === mostAtOnce) return;
      wanted.delete(next.version);
      running += 1;
      void startOne(next).finally(() => {
        running -= 1;
        goOn();
      });
    }
  };

  return {
    want: (agent, version, definition) => {
      if (state === "closed") return;
      wanted.set(version, { agent, version, definition });
      goOn();
    },
    forget: (version) => {
      wanted.delete(version);
    },
    open: () => {
      state = "open";
      goOn();
    },
    close: () => {
      state = "closed";
      wanted.clear();
    },
  };
};
