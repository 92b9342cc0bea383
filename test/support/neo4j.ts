/** A Neo4j server for tests, Community Edition. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import neo4j, { type EagerResult } from "neo4j-driver";
import { startListeningServer, type ListeningServer } from "./listening-server.ts";

export interface TestNeo4j extends Omit<ListeningServer, "port"> {
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  /** Runs Cypher as the administrator, each statement in its own transaction. */
  execute(cypher: string, parameters?: Readonly<Record<string, unknown>>): Promise<EagerResult>;
}

const installed = fileURLToPath(new URL("../../.caxton-test/neo4j", import.meta.url));

/** The server's class path; null if it is not installed. `scripts/test-tools.sh` installs it. */
export const findNeo4j = (): string | null =>
  existsSync(join(installed, "stamp")) ? `${join(installed, "classes")}:${join(installed, "lib")}/*` : null;

/** Small enough for two servers at once on a small machine. */
const memoryOptions = ["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC"];

export const startNeo4j = async (classPath: string): Promise<TestNeo4j> => {
  const [user, password] = ["neo4j", "password-for-tests"];
  const { port, crash, close } = await startListeningServer({
    name: "Neo4j",
    command: "java",
    args: (folder, given) => [...memoryOptions, "-cp", classPath, "TestNeo4j", folder, String(given), password],
  });
  const uri = `bolt://127.0.0.1:${port}`;
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));
  return {
    uri,
    user,
    password,
    execute: async (cypher, parameters = {}) => driver.executeQuery(cypher, parameters),
    crash,
    close: async () => {
      await driver.close();
      await close();
    },
  };
};
