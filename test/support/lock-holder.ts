/**
 * A process that holds the write lock of the database argv[2] for argv[3] milliseconds. It reports when it has the
 * lock.
 */
import BetterSqlite3 from "better-sqlite3";
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const [, , file = "", heldMs = "0"] = process.argv;
const connection = new BetterSqlite3(file);
connection.exec("BEGIN IMMEDIATE");
writeSync(1, "held\n");
await sleep(Number(heldMs));
connection.exec("COMMIT");
connection.close();
