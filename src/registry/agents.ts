import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { AgentDefinition } from "../domain/agent.ts";
import { agentIdFromBytes, agentNameKey } from "../domain/ids.ts";
import { unfinished } from "./conversations.ts";
import { keyAfter, toPage } from "./cursor.ts";
import type { ModuleWriter } from "./modules.ts";
import type { Reader } from "./prisma.ts";
import { toAgent, toAgentVersion, type AgentRow, type AgentVersionRow } from "./rows.ts";
import { insertInto, type Database } from "./sqlite.ts";
import type { AgentInput, AgentStore, AgentWithVersion } from "./stores.ts";

/** Agents per transaction, so that a start with thousands of agents does not block the event loop. */
const batchSize = 250;

const agentColumns = [
  "id",
  "workspace",
  "name",
  "nameKey",
  "kind",
  "state",
  "failure",
  "origin",
  "file",
  "activeVersion",
  "createdAt",
  "updatedAt",
] as const satisfies readonly (keyof AgentRow)[];

/** Both rows of an agent in one; columns of the version that the agent has too are renamed. */
type JoinedRow = AgentRow &
  Pick<AgentVersionRow, "hash" | "version" | "definition" | "source"> & { readonly versionCreatedAt: string };

const joined = `SELECT a.*, v."hash", v."version", v."definition", v."source", v."createdAt" AS "versionCreatedAt"
  FROM "Agent" a JOIN "AgentVersion" v ON v."agentId" = a."id" AND v."hash" = a."activeVersion"`;

const fromJoined = ({ hash, version, definition, source, versionCreatedAt, ...row }: JoinedRow): AgentWithVersion => ({
  agent: toAgent(row),
  version: toAgentVersion({ agentId: row.id, hash, version, definition, source, createdAt: versionCreatedAt }),
});

/** Writes one agent inside the caller's transaction. */
const createPut = (
  { connection }: Database,
  writeModule: ModuleWriter,
  clock: () => Date,
): ((input: AgentInput) => AgentWithVersion) => {
  const find = connection.prepare<[string, string], AgentRow>(
    `SELECT * FROM "Agent" WHERE "workspace" = ? AND "nameKey" = ?`,
  );
  const insert = connection.prepare<[AgentRow]>(insertInto("Agent", agentColumns, ""));
  const update = connection.prepare<[AgentRow]>(
    `UPDATE "Agent" SET ${agentColumns
      .filter((name) => name !== "id")
      .map((name) => `"${name}" = @${name}`)
      .join(", ")} WHERE "id" = @id`,
  );
  const insertVersion = connection.prepare<[AgentVersionRow]>(
    insertInto(
      "AgentVersion",
      ["agentId", "hash", "version", "definition", "source", "createdAt"],
      "ON CONFLICT DO NOTHING",
    ),
  );
  const versionCreatedAt = connection
    .prepare<[string, string], string>(`SELECT "createdAt" FROM "AgentVersion" WHERE "agentId" = ? AND "hash" = ?`)
    .pluck();
  const clearCapabilities = connection.prepare<[string]>(`DELETE FROM "AgentCapability" WHERE "agentId" = ?`);
  const addCapability = connection.prepare<[string, string]>(
    `INSERT INTO "AgentCapability" ("agentId", "capability") VALUES (?, ?) ON CONFLICT DO NOTHING`,
  );

  const activate = (input: AgentInput, before: AgentRow | undefined): AgentRow => {
    const { workspace, definition, hash, origin, file, state } = input;
    const now = clock().toISOString();
    const row: AgentRow = {
      id: before?.id ?? agentIdFromBytes(randomBytes(8)),
      workspace,
      name: definition.name,
      nameKey: agentNameKey(definition.name),
      kind: definition.kind,
      state,
      failure: null,
      origin,
      file,
      activeVersion: hash,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    (before === undefined ? insert : update).run(row);
    if (input.module !== null) writeModule(input.module, now);
    insertVersion.run({
      agentId: row.id,
      hash,
      version: definition.version,
      definition: JSON.stringify(definition),
      source: input.source,
      createdAt: now,
    });
    if (before !== undefined) clearCapabilities.run(row.id);
    for (const { name } of definition.capabilities) addCapability.run(row.id, name);
    return row;
  };

  const follow = (before: AgentRow, { origin, file }: AgentInput): AgentRow => {
    if (before.origin === origin && before.file === file) return before;
    const row = { ...before, origin, file };
    update.run(row);
    return row;
  };

  return (input) => {
    const before = find.get(input.workspace, agentNameKey(input.definition.name));
    const row = before?.activeVersion === input.hash ? follow(before, input) : activate(input, before);
    const { definition, hash, source } = input;
    const agent = toAgent(row);
    const createdAt = versionCreatedAt.get(row.id, hash) ?? row.updatedAt;
    return { agent, version: { agentId: agent.id, hash, definition, source, createdAt } };
  };
};

export const createAgentStore = (
  database: Database,
  reader: Reader,
  writeModule: ModuleWriter,
  clock: () => Date,
): AgentStore => {
  const { connection, run, write } = database;
  const put = createPut(database, writeModule, clock);
  const find = connection.prepare<[string, string], JoinedRow>(`${joined} WHERE a."workspace" = ? AND a."nameKey" = ?`);
  const all = connection.prepare<[], JoinedRow>(`${joined} ORDER BY a."nameKey", a."workspace"`);
  const findVersion = connection.prepare<[string, string], AgentVersionRow>(
    `SELECT * FROM "AgentVersion" WHERE "agentId" = ? AND "hash" = ?`,
  );
  const setState = connection.prepare<[string, string | null, string, string, string]>(
    `UPDATE "Agent" SET "state" = ?, "failure" = ?, "updatedAt" = ? WHERE "id" = ? AND "state" = ?`,
  );
  const openMessage = connection
    .prepare<{ readonly key: string }, 1>(
      `SELECT 1 FROM "MessageBatch" WHERE "status" IN ('stored', 'accepted') AND lower("agent") = @key
       UNION ALL
       SELECT 1 FROM "Message" m WHERE m."status" IN ('stored', 'accepted')
         AND EXISTS (SELECT 1 FROM json_each(m."receivers") WHERE lower("value") = @key)
         AND NOT EXISTS (SELECT 1 FROM "Message" r WHERE r."answers" = m."id" AND lower(r."sender") = 'agent:' || @key)
       LIMIT 1`,
    )
    .pluck();
  const remove = connection.prepare<[string]>(`DELETE FROM "Agent" WHERE "id" = ?`);
  const keepVersions = connection.prepare<[string, string]>(
    `INSERT INTO "RemovedVersion" ("workspace", "nameKey", "hash", "definition", "removedAt")
       SELECT a."workspace", a."nameKey", v."hash", v."definition", ?
       FROM "Agent" a JOIN "AgentVersion" v ON v."agentId" = a."id"
       WHERE a."id" = ? AND EXISTS (SELECT 1 FROM "Conversation" WHERE ${unfinished})
     ON CONFLICT DO UPDATE SET "removedAt" = excluded."removedAt"`,
  );
  const forgetRemoved = connection.prepare<[]>(
    `DELETE FROM "RemovedVersion" WHERE NOT EXISTS (
       SELECT 1 FROM "Conversation" WHERE ${unfinished} AND "createdAt" <= "removedAt")`,
  );
  const findRemoved = connection
    .prepare<[string, string, string], string>(
      `SELECT "definition" FROM "RemovedVersion" WHERE "workspace" = ? AND "nameKey" = ? AND "hash" = ?`,
    )
    .pluck();

  return {
    put: async (input) => write(() => put(input)),
    putMany: async (inputs) => {
      const stored: AgentWithVersion[] = [];
      for (let start = 0; start < inputs.length; start += batchSize) {
        stored.push(...(await write(() => inputs.slice(start, start + batchSize).map(put))));
        await setImmediate();
      }
      return stored;
    },
    find: async (workspace, name) =>
      run(() => {
        const row = find.get(workspace, agentNameKey(name));
        return row === undefined ? null : fromJoined(row);
      }),
    findVersion: async (agentId, hash) =>
      run(() => {
        const row = findVersion.get(agentId, hash);
        return row === undefined ? null : toAgentVersion(row);
      }),
    all: async () => run(() => all.all().map(fromJoined)),
    list: async ({ capability, kind, state, workspace }, page) => {
      const after = keyAfter("agents", page, ["string", "string"]);
      return reader.read(async (prisma) => {
        const agents = await prisma.agent.findMany({
          where: {
            kind,
            state,
            ...(capability === undefined ? {} : { capabilities: { some: { capability } } }),
            AND: { workspace },
            ...(after === null
              ? {}
              : { nameKey: { gte: after[0] }, NOT: { nameKey: after[0], workspace: { lte: after[1] } } }),
          },
          orderBy: [{ nameKey: "asc" }, { workspace: "asc" }],
          take: page.limit + 1,
        });
        const { items, nextCursor } = toPage("agents", page, agents, toAgent, (row) => [row.nameKey, row.workspace]);
        const rows = await prisma.agentVersion.findMany({
          where: {
            agentId: { in: items.map(({ id }) => id) },
            hash: { in: items.map(({ activeVersion }) => activeVersion) },
          },
        });
        const versions = new Map(rows.map((row) => [`${row.agentId} ${row.hash}`, row]));
        // An agent without a version was removed between the two queries.
        const whole = items.flatMap((agent) => {
          const version = versions.get(`${agent.id} ${agent.activeVersion}`);
          return version === undefined ? [] : [{ agent, version: toAgentVersion(version) }];
        });
        return { items: whole, nextCursor };
      });
    },
    versions: async (agentId, page) => {
      const after = keyAfter("versions", page, ["string", "string"]);
      const rows = await reader.read(async (prisma) =>
        prisma.agentVersion.findMany({
          where: {
            agentId,
            ...(after === null
              ? {}
              : { createdAt: { lte: after[0] }, NOT: { createdAt: after[0], hash: { gte: after[1] } } }),
          },
          orderBy: [{ createdAt: "desc" }, { hash: "desc" }],
          take: page.limit + 1,
        }),
      );
      return toPage("versions", page, rows, toAgentVersion, (row) => [row.createdAt, row.hash]);
    },
    setState: async ({ agentId, from, to, failure }) =>
      run(() => {
        const at = clock().toISOString();
        return setState.run(to, failure, at, agentId, from).changes === 0 ? null : at;
      }),
    hasOpenMessages: async (name) => run(() => openMessage.get({ key: agentNameKey(name) }) === 1),
    remove: async (agentId) =>
      write(() => {
        keepVersions.run(clock().toISOString(), agentId);
        remove.run(agentId);
      }),
    forgetRemovedVersions: async () =>
      run(() => {
        forgetRemoved.run();
      }),
    findRemovedVersion: async (workspace, name, hash) =>
      run(() => {
        const definition = findRemoved.get(workspace, agentNameKey(name), hash);
        return definition === undefined ? null : (JSON.parse(definition) as AgentDefinition);
      }),
  };
};
