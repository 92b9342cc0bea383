/** Opens the memory, or the embedding model, on first use. */

export interface Closable {
  close(): Promise<void>;
}

export interface OpenedOnFirstUse<Part extends Closable> {
  access(): Promise<Part>;
  /** Closes the part if it was opened. The next access opens it again. */
  close(): Promise<void>;
}

/** Rejects with the signal's reason when it is aborted. What `opening` opens after that is closed. */
export const unlessAborted = async <Part extends Closable>(
  opening: Promise<Part>,
  signal: AbortSignal,
): Promise<Part> =>
  new Promise((resolve, reject) => {
    const abandon = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", abandon, { once: true });
    opening
      .then(async (part) => (signal.aborted ? part.close() : resolve(part)))
      .catch(reject)
      .finally(() => signal.removeEventListener("abort", abandon));
  });

/** All callers share one part. A failed attempt is not cached: the next caller tries again. */
export const openOnFirstUse = <Part extends Closable>(open: () => Promise<Part>): OpenedOnFirstUse<Part> => {
  let opening: Promise<Part> | null = null;
  return {
    access: async () => {
      if (opening !== null) return opening;
      const attempt = open();
      opening = attempt;
      try {
        return await attempt;
      } catch (thrown) {
        if (opening === attempt) opening = null;
        throw thrown;
      }
    },
    close: async () => {
      const closing = opening;
      opening = null;
      await (await closing?.catch(() => null))?.close();
    },
  };
};
