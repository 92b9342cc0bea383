/** Taking down what was started, in reverse order, whatever fails on the way. */

export interface Teardown {
  /** `end` is called when the server stops, before everything that was added earlier. */
  add(what: string, end: () => Promise<void> | void): void;
  /** Runs once; every later call waits for the first. */
  run(): Promise<void>;
}

export const createTeardown = (onFault: (what: string, error: unknown) => void): Teardown => {
  const steps: { readonly what: string; readonly end: () => Promise<void> | void }[] = [];
  let running: Promise<void> | null = null;

  const runAll = async (): Promise<void> => {
    for (const { what, end } of steps.toReversed()) {
      try {
        await end();
      } catch (thrown) {
        onFault(what, thrown);
      }
    }
  };

  return {
    add: (what, end) => {
      steps.push({ what, end });
    },
    run: async () => {
      running ??= runAll();
      return running;
    },
  };
};
