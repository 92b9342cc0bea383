/** Checks at start-up whether the database can hold a memory, and creates what is missing. */
import { setTimeout as sleep } from "node:timers/promises";
import { CaxtonError } from "../../domain/errors.ts";
import type { Neo4jConnection } from "./connection.ts";
import { isThereAlready } from "./errors.ts";
import type { GraphNames } from "./names.ts";

/** The version of the format; raised when older versions can no longer read it. */
const version = 1;

/** The first version with vectors in indexes and functions, and unique properties of relationships. */
const oldestNeo4j = [5, 18] as const;

/** Neo4j's limit for indexed vectors. */
const mostDimensions = 4_096;

/** The time limit for building missing indexes of an existing memory, in seconds. */
const indexingSeconds = 300;

const unusable = (message: string, hint: string): CaxtonError => new CaxtonError("memory.unusable", message, { hint });

/** @param agent such as `Neo4j/5.26.0` */
const checkVersion = (agent: string): void => {
  const [, major = "0", minor = "0"] = /^Neo4j\/(\d+)\.(\d+)/.exec(agent) ?? [];
  const [oldestMajor, oldestMinor] = oldestNeo4j;
  if (Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor)) return;
  throw unusable(
    `The server is ${agent === "" ? "of an unknown version" : agent}; Neo4j 5.18 or newer is needed.`,
    "Install a newer Neo4j, such as 5.26: older versions lack the vector indexes that the memory needs.",
  );
};

const statements = (names: GraphNames, dimensions: number): readonly string[] => {
  const { index } = names;
  const indexed = (what: string, pattern: string, properties: string): string =>
    `CREATE INDEX ${index(what)} IF NOT EXISTS FOR ${pattern} ON (${properties})`;
  const unique = (what: string, pattern: string, property: string): string =>
    `CREATE CONSTRAINT ${index(what)} IF NOT EXISTS FOR ${pattern} REQUIRE x.${property} IS UNIQUE`;
  return [
    unique("memory_id", `(x:${names.memory})`, "id"),
    unique("place_key", `(x:${names.place})`, "key"),
    unique("entity_id", `(x:${names.entity})`, "id"),
    unique("entity_bears", `(x:${names.entity})`, "bears"),
    unique("merge_id", `(x:${names.merge})`, "id"),
    unique("erased_id", `(x:${names.erased})`, "id"),
    unique("relation_id", `()-[x:${names.relation}]-()`, "id"),
    // From older versions: relations that count may now have the same ends if their periods do not overlap.
    `DROP CONSTRAINT ${index("relation_ends")} IF EXISTS`,
    indexed("relation_alike", `()-[x:${names.relation}]-()`, "x.ends"),
    indexed("entity_place", `(x:${names.entity})`, "x.place, x.id"),
    indexed("entity_name", `(x:${names.entity})`, "x.nameKey"),
    indexed("entity_model", `(x:${names.entity})`, "x.model"),
    indexed("merge_newest", `(x:${names.merge})`, "x.mergedAt"),
    indexed("relation_place", `()-[x:${names.relation}]-()`, "x.place, x.id"),
    `CREATE FULLTEXT INDEX ${names.words} IF NOT EXISTS FOR (e:${names.entity})
     ON EACH [e.words, e.nameWords, e.placeWord] OPTIONS {indexConfig: {\`fulltext.analyzer\`: 'whitespace'}}`,
    `CREATE VECTOR INDEX ${names.vectors} IF NOT EXISTS FOR (e:${names.entity}) ON (e.embedding)
     OPTIONS {indexConfig: {\`vector.dimensions\`: ${dimensions}, \`vector.similarity_function\`: 'cosine'}}`,
  ];
};

interface IndexRow {
  readonly [column: string]: unknown;
  readonly name: string;
  readonly state: string;
  readonly options: { readonly indexConfig?: Readonly<Record<string, unknown>> };
}

const indexesOf = async ({ run }: Neo4jConnection, names: GraphNames): Promise<readonly IndexRow[]> => {
  const all = await run<IndexRow>("SHOW INDEXES YIELD name, state, options");
  return all.filter(({ name }) => name.startsWith(names.index("")));
};

const checkDimensions = (indexes: readonly IndexRow[], names: GraphNames, dimensions: number): void => {
  const there = indexes.find(({ name }) => name === names.vectors)?.options.indexConfig?.["vector.dimensions"];
  if (there === undefined || Number(there) === dimensions) return;
  throw unusable(
    `The memory in Neo4j has vectors of ${Number(there)} dimensions, but those of the embedding model have ${dimensions}.`,
    "Use the model that it was created with; or export it with that model, and import it with another memory.neo4j.prefix.",
  );
};

/** If several processes start at once, each index is created once; the others may be told that it exists, or to wait. */
const make = async ({ run }: Neo4jConnection, statement: string): Promise<void> => {
  try {
    await run(statement);
  } catch (thrown) {
    if (!(thrown instanceof CaxtonError) || !isThereAlready(thrown.cause)) throw thrown;
  }
};

const untilIndexed = async (connection: Neo4jConnection, names: GraphNames): Promise<void> => {
  const deadline = performance.now() + indexingSeconds * 1_000;
  for (;;) {
    const indexes = await indexesOf(connection, names);
    const broken = indexes.find(({ state }) => state === "FAILED");
    if (broken !== undefined) {
      throw unusable(
        `The index ${broken.name} of Neo4j failed.`,
        `Run DROP INDEX ${broken.name} (or DROP CONSTRAINT) in the database and restart Caxton, which recreates it.`,
      );
    }
    const populating = indexes.filter(({ state }) => state !== "ONLINE");
    if (populating.length === 0) return;
    if (performance.now() > deadline) {
      throw new CaxtonError(
        "memory.unavailable",
        `The index ${populating[0]?.name} of Neo4j is not ready after ${indexingSeconds} seconds.`,
        { hint: "Wait until the server has built it, and try again." },
      );
    }
    await sleep(50);
  }
};

/**
 * Writes take locks by removing a property that no node has. Neo4j only does so for property names that it has seen, so this one node
 * has the property.
 */
const checkWriter = async ({ run }: Neo4jConnection, names: GraphNames): Promise<void> => {
  const [row] = await run<{ version: number }>(
    `MERGE (m:${names.memory} {id: 'memory'}) ON CREATE SET m.version = toInteger($version) SET m.locked = false
     RETURN m.version AS version`,
    { version },
  );
  if ((row?.version ?? version) <= version) return;
  throw unusable(
    "The memory in Neo4j was written by a newer version of Caxton.",
    "Run that version, or configure another memory.neo4j.prefix.",
  );
};

/** Throws `memory.unavailable` if the server cannot be reached, and `memory.unusable` if it rejects the user or cannot hold a memory. */
export const prepareNeo4j = async (
  connection: Neo4jConnection,
  names: GraphNames,
  dimensions: number,
): Promise<void> => {
  const { driver, run, guarded } = connection;
  if (dimensions > mostDimensions) {
    throw unusable(
      `Neo4j indexes vectors of up to ${mostDimensions} dimensions.`,
      `Use an embedding model with fewer dimensions than ${dimensions}.`,
    );
  }
  const { agent } = await guarded(async () => driver.getServerInfo());
  checkVersion(agent ?? "");
  // The first query to the database: shows whether it exists and whether this user may access it.
  await run("RETURN 1 AS one");
  checkDimensions(await indexesOf(connection, names), names, dimensions);
  for (const statement of statements(names, dimensions)) await make(connection, statement);
  await untilIndexed(connection, names);
  await checkWriter(connection, names);
  checkDimensions(await indexesOf(connection, names), names, dimensions);
};
