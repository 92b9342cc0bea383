/**
 * A Qdrant for tests. The Qdrant server is in no package registry, so this starts a server that speaks its REST
 * protocol on top of its engine (test/support/qdrant).
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startListeningServer, type ListeningServer } from "./listening-server.ts";

export interface TestQdrant extends Omit<ListeningServer, "port"> {
  readonly url: string;
  readonly apiKey: string;
}

const environment = fileURLToPath(new URL("../../.caxton-test/venv", import.meta.url));
const program = fileURLToPath(new URL("qdrant/server.py", import.meta.url));

/** A Python with the Qdrant engine; null if there is none. `scripts/test-tools.sh` installs it. */
export const findQdrant = (): string | null => {
  const library = join(environment, "lib");
  const pythons = existsSync(library) ? readdirSync(library) : [];
  const isThere = pythons.some((python) => existsSync(join(library, python, "site-packages", "qdrant_edge")));
  return isThere ? join(environment, "bin", "python") : null;
};

/** @param version the version that it reports; by default the engine's */
export const startQdrant = async (python: string, version = "1.19.0"): Promise<TestQdrant> => {
  const apiKey = "key-for-tests";
  const { port, crash, close } = await startListeningServer({
    name: "Qdrant",
    command: python,
    args: (folder, given) => ["-B", program, folder, String(given), apiKey, version],
  });
  return { url: `http://127.0.0.1:${port}`, apiKey, crash, close };
};
