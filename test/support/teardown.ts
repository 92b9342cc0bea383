/**
 * What lives as long as the whole test run, and its end: `root-hooks.ts` runs these after the last test. A module of its
 * own, so that unit tests need not load what integration tests share.
 */
type Work = () => Promise<unknown>;

const shared: Work[] = [];

/** The last that was added ends first. */
export const atTheEndOfTests = (work: Work): void => {
  shared.push(work);
};

/** Ends everything, whatever one of them throws, and throws the first error afterwards. */
export const endWhatTestsShare = async (): Promise<void> => {
  const errors: unknown[] = [];
  for (const work of shared.splice(0).toReversed()) {
    await work().catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
};
