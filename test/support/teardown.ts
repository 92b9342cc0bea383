/**
 * Cleanup of resources that live for the whole test run; `root-hooks.ts` runs it after the last test. It is a separate
 * module, so that unit tests need not load what only integration tests share.
 */
type Work = () => Promise<unknown>;

const shared: Work[] = [];

/** Runs in reverse order of registration. */
export const atTheEndOfTests = (work: Work): void => {
  shared.push(work);
};

/** Runs all of the cleanup even if a part of it throws, and then throws the first error. */
export const endWhatTestsShare = async (): Promise<void> => {
  const errors: unknown[] = [];
  for (const work of shared.splice(0).toReversed()) {
    await work().catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
};
