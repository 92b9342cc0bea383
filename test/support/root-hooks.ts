/** Required by mocha (.mocharc.json): no child process and no folder outlives a test run. */
import { endWhatTestsShare } from "./teardown.ts";

// Lines of the source in the traces of what fails, not of what tsx makes of it.
process.setSourceMapsEnabled(true);

export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(120_000);
    await endWhatTestsShare();
  },
};
