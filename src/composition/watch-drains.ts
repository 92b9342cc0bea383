/** Ends the draining of agents that have answered everything. */
import { createDrainWatch } from "../agents/drain-watch.ts";
import type { Agents } from "./agents-and-tools.ts";
import type { Foundations } from "./foundations.ts";
import { repeat, type Teardown } from "./teardown.ts";

/** In milliseconds. */
const everyMs = 250;

/** For the one process with the API, through which every message comes. */
export const watchDrains = (
  { registry, clock, logger }: Foundations,
  { catalogue }: Agents,
  teardown: Teardown,
): void => {
  const watch = createDrainWatch({
    agents: registry.agents,
    all: catalogue.all,
    onDrained: catalogue.drained,
    clock,
  });
  teardown.add("the watch over drains", repeat(everyMs, watch, logger));
};
