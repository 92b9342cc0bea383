/** Opening the memory: at the start or on first use, and again after a failure; and its state for `/ready` and the metrics. */
import { CaxtonError, toCaxtonError, type ErrorCode } from "../domain/errors.ts";
import { openOnFirstUse, unlessAborted, type OpenedOnFirstUse } from "../memory/access.ts";
import type { MemoryBackend } from "../memory/types.ts";
import type { Logger } from "../observability/logger.ts";

export interface MemoryStatus {
  /** Null until the first attempt to open it has ended, unless it is opened at the start. */
  readonly usable: boolean | null;
  /** The backend, or why it cannot be used. */
  readonly detail: string;
}

export interface SupervisedMemory extends OpenedOnFirstUse<MemoryBackend> {
  /** Asks an open memory whether it answers. Never throws. */
  status(): Promise<MemoryStatus>;
  /**
   * Opens the memory. Throws an error that only a change of the configuration or the backend can remedy, and the reason of
   * `signal` when that is aborted. If the backend cannot be reached, or opening takes longer than `patienceMs` milliseconds,
   * it resolves, and opening goes on in the background.
   */
  openAtStart(patienceMs: number, signal?: AbortSignal): Promise<void>;
  /** Closes the memory. Does not wait for one that is being opened: it is closed when it is open. */
  close(): Promise<void>;
}

export interface SupervisionOptions {
  /** The configured backend. */
  readonly name: string;
  readonly logger: Pick<Logger, "info" | "warn">;
  /** Wait before the second attempt, in milliseconds. It doubles with each attempt, up to `longestRetryMs`. */
  readonly firstRetryMs?: number;
  /** Time that an open memory has to answer `status`, in milliseconds. */
  readonly pingMs?: number;
}

const longestRetryMs = 30_000;

/** Errors that need somebody to change the configuration, the backend or the model. All others may pass. */
const lasting: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "configuration.invalid",
  "memory.unusable",
  "memory.model_unavailable",
]);

type State =
  | { readonly kind: "closed" }
  | { readonly kind: "opening" }
  | { readonly kind: "failed"; readonly error: CaxtonError }
  | { readonly kind: "open"; readonly memory: MemoryBackend };

/** Resolves with `otherwise` if `work` takes longer. */
const within = async <Value, Other>(
  work: Promise<Value>,
  limitMs: number,
  otherwise: Other,
): Promise<Value | Other> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Other>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** Nothing is opened before the first `access` or `openAtStart`. After a failure, retries continue until one succeeds. */
export const superviseMemory = (
  open: (signal: AbortSignal) => Promise<MemoryBackend>,
  options: SupervisionOptions,
): SupervisedMemory => {
  const { name, logger, firstRetryMs = 1_000, pingMs = 5_000 } = options;
  let state: State = { kind: "closed" };
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let isRequired = false;
  let starting = false;
  const stop = new AbortController();

  const retryLater = (error: CaxtonError): void => {
    // Such an error ends the start.
    if (stop.signal.aborted || retry !== undefined || (starting && lasting.has(error.code))) return;
    const inMs = Math.min(longestRetryMs, firstRetryMs * 2 ** failures);
    failures += 1;
    logger.warn({ err: error, backend: name, retryInMs: inMs }, "The memory cannot be opened; it will be tried again");
    retry = setTimeout(() => void reopen(), inMs);
    retry.unref();
  };

  const reopen = async (): Promise<void> => {
    retry = undefined;
    try {
      await access();
    } catch {
      // The attempt has recorded it.
    }
  };

  const attempt = async (): Promise<MemoryBackend> => {
    stop.signal.throwIfAborted();
    // While it is tried again, the reason of the last failure is kept.
    if (state.kind === "closed") state = { kind: "opening" };
    try {
      const memory = await unlessAborted(open(stop.signal), stop.signal);
      if (failures > 0) logger.info({ backend: name, failures }, "The memory is open");
      state = { kind: "open", memory };
      failures = 0;
      clearTimeout(retry);
      retry = undefined;
      return memory;
    } catch (thrown) {
      const error = toCaxtonError(thrown);
      state = { kind: "failed", error };
      retryLater(error);
      throw thrown;
    }
  };

  const { access, close } = openOnFirstUse(attempt);

  const statusOf = async (memory: MemoryBackend): Promise<MemoryStatus> => {
    const ask = async (): Promise<MemoryStatus> => {
      try {
        await memory.ping();
        return { usable: true, detail: name };
      } catch (thrown) {
        return { usable: false, detail: toCaxtonError(thrown).message };
      }
    };
    return within(ask(), pingMs, {
      usable: false,
      detail: `${name} did not answer within ${pingMs / 1_000} seconds`,
    });
  };

  return {
    access,
    status: async () => {
      if (state.kind === "open") return statusOf(state.memory);
      if (state.kind === "failed") return { usable: false, detail: state.error.message };
      const detail = state.kind === "opening" ? `${name}, being opened` : `${name}, opened on first use`;
      return { usable: isRequired ? false : null, detail };
    },
    openAtStart: async (patienceMs, signal) => {
      signal?.throwIfAborted();
      isRequired = true;
      starting = true;
      const end = (): void => stop.abort(signal?.reason);
      signal?.addEventListener("abort", end, { once: true });
      const attempted = access().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      const thrown = await within(attempted, patienceMs, null);
      starting = false;
      signal?.removeEventListener("abort", end);
      signal?.throwIfAborted();
      if (thrown instanceof CaxtonError && lasting.has(thrown.code)) throw thrown;
    },
    close: async () => {
      stop.abort(new CaxtonError("server.shutting_down", "The server is stopping."));
      clearTimeout(retry);
      await close();
    },
  };
};
