/** The tests that every backend of the memory must pass, regardless of its storage. See README.md for how to add a backend. */
import { createWorld, type OpenMemory, type World } from "./fixture.ts";
import { duplicates } from "./duplicates.ts";
import { entities } from "./entities.ts";
import { erasure } from "./erasure.ts";
import { graph } from "./graph.ts";
import { lessons } from "./lessons.ts";
import { lists } from "./lists.ts";
import { merges } from "./merges.ts";
import { portability } from "./portability.ts";
import { quotas } from "./quotas.ts";
import { random } from "./random.ts";
import { relations } from "./relations.ts";
import { scopes } from "./scopes.ts";
import { scripts } from "./scripts.ts";
import { searching } from "./searching.ts";
import { statistics } from "./statistics.ts";
import { times } from "./times.ts";
import { together } from "./together.ts";

const themes: Readonly<Record<string, (world: World) => void>> = {
  entities,
  times,
  scopes,
  relations,
  graph,
  searching,
  scripts,
  merges,
  duplicates,
  erasure,
  quotas,
  lists,
  portability,
  statistics,
  lessons,
  random,
  together,
};

/** @param name such as “a memory in PostgreSQL” */
export const describeMemoryBackend = (name: string, open: OpenMemory): void => {
  describe(`${name}, in the suite of all memories:`, function () {
    this.timeout(120_000);
    const world = createWorld(open);
    for (const [theme, define] of Object.entries(themes)) describe(theme, () => define(world));
  });
};
