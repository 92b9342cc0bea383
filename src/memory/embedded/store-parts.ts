/** Opens and composes the parts of the store, and runs the transactions of writes. */
import type { StoreContext, StoreInput, WriteContext } from "./context.ts";
import { createChanges } from "./changes.ts";
import { createEntities } from "./entities.ts";
import { modelRow, openFile } from "./file.ts";
import { createFollower } from "./follower.ts";
import { createGraph } from "./graph.ts";
import { createIntegrity } from "./integrity.ts";
import { createMergeReads } from "./merge-reads.ts";
import { createMerges } from "./merges.ts";
import { createPlaces } from "./places.ts";
import { createRelations } from "./relations.ts";
import { createRestoring } from "./restoring.ts";
import { createSearch } from "./search.ts";
import { createStatistics } from "./statistics.ts";
import { createVectorScan } from "./vectors.ts";

export type Vectors = WriteContext["vectors"];

export const createStoreParts = (input: StoreInput, now: () => string) => {
  const connection = openFile(input.file);
  const context: StoreContext = {
    connection,
    places: createPlaces(connection, input.quotas),
    vectors: createVectorScan(input.dimensions),
    model: modelRow(connection, input.modelId),
  };
  const entities = createEntities(context);
  const relations = createRelations(context, entities);
  const merges = { ...createMerges(context, entities, relations), ...createMergeReads(context, entities) };
  const graph = createGraph(context, entities, relations, now);
  const restoring = createRestoring(context, entities, relations);
  const integrity = createIntegrity(context, entities);
  const follower = createFollower(context, graph.derived);
  const { search } = createSearch(context, entities, relations, graph, now);
  const statistics = createStatistics(context, input.modelId, now);
  const complete = connection.transaction(() => {
    integrity.addChecksums();
    integrity.mendMissingWords();
  });
  if (integrity.isIncomplete()) complete.immediate();
  follower.readAll();
  const changes = createChanges(connection, graph.derived);

  const immediate = connection.transaction((work: () => unknown) => work()).immediate;
  /** All of `work` or nothing. The scan is updated after the commit. */
  const write = <Value>(vectors: Vectors, work: (context: WriteContext) => Value): Value => {
    try {
      const done = immediate(() => {
        const value = work({ now: now(), vectors });
        return { value, told: changes.tell() };
      }) as { readonly value: Value; readonly told: number };
      entities.committed();
      follower.trim(done.told);
      return done.value;
    } catch (thrown) {
      entities.rolledBack();
      context.places.rolledBack();
      changes.forget();
      throw thrown;
    }
  };

  /** Deleted words stay in segments of the index until these are merged, and deleted pages in the log until it is truncated. */
  const scrub = (): void => {
    connection.exec(`INSERT INTO "words" ("words") VALUES ('optimize')`);
    connection.pragma("wal_checkpoint(TRUNCATE)");
  };

  return {
    ...{ connection, context, now, entities, relations, merges, graph, restoring, integrity, follower, search },
    ...{ statistics, write, scrub },
  };
};

export type StoreParts = ReturnType<typeof createStoreParts>;
