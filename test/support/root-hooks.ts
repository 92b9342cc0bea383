/** Required by mocha (.mocharc.json): no child process and no folder outlives a test run. */
import { endWhatTestsShare } from "./teardown.ts";

// Stack traces of failures show lines of the source, not of tsx's output.
process.setSourceMapsEnabled(true);

export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(120_000);
    await endWhatTestsShare();
  },
};
