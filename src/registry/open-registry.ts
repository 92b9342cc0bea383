/** Opens the database, migrates it, and creates the stores. */
import { resolve } from "node:path";
import { CaxtonError } from "../domain/errors.ts";
import { createAgentStore } from "./agents.ts";
import { createApiKeyStore } from "./api-keys.ts";
import { createApprovalStore } from "./approvals.ts";
import { createBatchedMessageFinder, createBatchStore } from "./batches.ts";
import { createConversationStore, createConversationWriter } from "./conversations.ts";
import { createEventStore, createEventWriter } from "./events.ts";
import { createIdempotencyStore } from "./idempotency.ts";
import { createJournalStore } from "./journal.ts";
import { createMessageStore, createMessageWriter } from "./messages.ts";
import { createLargeResultWriter } from "./large-results.ts";
import { migrate } from "./migrations.ts";
import { createModuleStore, createModuleWriter } from "./modules.ts";
import { createReader } from "./prisma.ts";
import { createDatabase, databaseError, openConnection, type Connection, type Database } from "./sqlite.ts";
import type { Registry } from "./stores.ts";
import { createToolStore } from "./tools.ts";

export type RegistryOptions = ({ readonly file: string } | { readonly url: string }) & {
  /** Called when migrations were applied. */
  readonly logger?: { info(facts: { readonly migrations: readonly string[] }, message: string): void };
  readonly clock?: () => Date;
};

const fileOf = (options: RegistryOptions): string => {
  if ("file" in options) return resolve(options.file);
  const path = /^file:(?!\/\/)(.+)$/.exec(options.url)?.[1] ?? /^file:\/\/(\/.+)$/.exec(options.url)?.[1];
  if (path !== undefined) return resolve(path);
  throw new CaxtonError(
    "configuration.invalid",
    `Caxton cannot open the database ${options.url.replace(/:.*$/s, ":…")}`,
    {
      hint: "It must be a SQLite file: file: and a path, such as file:./.caxton/caxton.db.",
    },
  );
};

const storesOver = (database: Database, file: string, clock: () => Date): Registry => {
  const { connection, run } = database;
  const reader = createReader(file);
  const conversations = createConversationWriter(connection);
  const messages = createMessageWriter(connection);
  const events = createEventWriter(connection);
  const modules = createModuleWriter(connection);
  const largeResults = createLargeResultWriter(file);
  const ping = connection.prepare(`SELECT 1 FROM "_prisma_migrations" LIMIT 1`);
  return {
    agents: createAgentStore(database, reader, modules, clock),
    modules: createModuleStore(database),
    tools: createToolStore(database, modules, clock),
    conversations: createConversationStore(database, conversations, events, reader),
    messages: createMessageStore(database, messages, conversations, events, createBatchedMessageFinder(connection)),
    batches: createBatchStore(database, conversations, events),
    approvals: createApprovalStore(database, events),
    journal: createJournalStore(database, messages, conversations, events, largeResults, clock),
    events: createEventStore(database, reader),
    apiKeys: createApiKeyStore(database, reader, events),
    idempotency: createIdempotencyStore(database),
    ping: async () =>
      run(() => {
        ping.get();
      }),
    close: async () => {
      await largeResults.close();
      await reader.close();
      connection.close();
    },
  };
};

const applyMigrations = (connection: Connection, clock: () => Date): readonly string[] => {
  try {
    return migrate(connection, undefined, clock);
  } catch (thrown) {
    throw databaseError(thrown, connection.name);
  }
};

/**
 * Creates the file and its folder if missing. Throws `database.unavailable` if it cannot be opened, and
 * `database.migration_failed` if it does not match the migrations.
 */
export const openRegistry = async (options: RegistryOptions): Promise<Registry> => {
  const file = fileOf(options);
  const clock = options.clock ?? (() => new Date());
  const connection = openConnection(file);
  try {
    const migrations = applyMigrations(connection, clock);
    const database = createDatabase(connection);
    if (migrations.length > 0) options.logger?.info({ migrations }, "The database is up to date");
    const registry = storesOver(database, file, clock);
    await registry.agents.forgetRemovedVersions();
    return registry;
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
};
