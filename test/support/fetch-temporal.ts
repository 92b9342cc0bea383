/** Finds or builds the Temporal CLI that the tests run, before any test with a time limit needs it. */
import { testTemporalCli } from "./temporal.ts";

const { source, path } = await testTemporalCli();
console.log(`test-tools: Temporal from ${source}: ${path}`);
