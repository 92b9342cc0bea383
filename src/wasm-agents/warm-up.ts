/** Starts WASM agents before their first message, a few at a time, once the server has nothing more urgent to do. */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import { type CaxtonError, toCaxtonError } from "../domain/errors.ts";
import type { AgentName, VersionHash } from "../domain/ids.ts";
import type { AgentInstances } from "./types.ts";

export interface WarmUp {
  /** Is remembered until `open`; then it is started soon. One that is started already costs nothing. */
  want(agent: AgentName, version: VersionHash, definition: WasmAgentDefinition): void;
  /** It is not to run any more. */
  forget(version: VersionHash): void;
  open(): void;
  close(): void;
}

export interface WarmUpDependencies {
  readonly start: AgentInstances["start"];
  /** The instance was made. */
  readonly onStarted: (agent: AgentName, version: VersionHash) => Promise<void>;
  /** The module cannot start, and will not at another time: whoever says that the agent runs is wrong. */
  readonly onFailure: (agent: AgentName, version: VersionHash, error: CaxtonError) => Promise<void>;
  /** Told of what may pass: the first message tries again. */
  readonly onTrouble: (agent: AgentName, error: CaxtonError) => void;
}

interface Wanted {
  readonly agent: AgentName;
  readonly version: VersionHash;
  readonly definition: WasmAgentDefinition;
}

/** Compiling holds a core, and messages are served meanwhile. */
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
      // What the server does as a whole, such as to end, says nothing of the module.
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
