/**
 * Recompiles better-sqlite3 where its compiled form would crash.
 *
 * From 24.19 on, the headers of Node.js 24 have a flaw: an addon compiled against them ends the process when one of its
 * objects is garbage-collected while no JavaScript runs: “Assertion failed: (env) != nullptr” (nodejs/node#65446). This
 * affects better-sqlite3 12 wherever npm had to compile it because there was no prebuilt binary, and Caxton creates
 * such objects all the time. (Version 13 is not affected, but does not run on Node.js 20.) The recompiled addon leaves
 * out the code that fails.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const header = fileURLToPath(new URL("object-wrap.h", import.meta.url));

/** Whether the installed addon is affected. Prebuilt addons, made with older headers, are not. */
export const isDangerous = (version = process.versions.node) => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major !== 24 || minor < 19 || process.platform === "win32") return false;
  const folder = dirname(createRequire(import.meta.url).resolve("better-sqlite3/package.json"));
  return readFileSync(join(folder, "build/Release/better_sqlite3.node")).includes("RemoveEnvironmentCleanupHook");
};

/** Takes about a minute. */
export const compileAgain = async () => {
  const flags = `${process.env["CXXFLAGS"] ?? ""} -include ${header.replaceAll(" ", "\\ ")}`.trim();
  const child = spawn("npm", ["rebuild", "better-sqlite3", "--build-from-source"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, CXXFLAGS: flags },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  child.stdout.on("data", (chunk) => said.push(chunk));
  child.stderr.on("data", (chunk) => said.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0 && !isDangerous()) return;
  throw new Error(
    `better-sqlite3 could not be compiled for Node.js ${process.versions.node}, whose headers have a fault ` +
      `(nodejs/node#65446). Use Node.js 22, or 24 up to 24.18.\n\n${Buffer.concat(said).toString("utf8").trim()}`,
  );
};
