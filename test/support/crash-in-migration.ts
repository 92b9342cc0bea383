/** A process that dies in the middle of its second migration, which must leave no trace in the database argv[2]. */
import { migrate } from "../../src/registry/migrations.ts";
import { openConnection } from "../../src/registry/sqlite.ts";

const connection = openConnection(process.argv[2] ?? "");
connection.function("crash", () => {
  process.kill(process.pid, "SIGKILL");
  return null;
});
migrate(connection, [
  { name: "20260101000000_kept", sql: `CREATE TABLE "Kept" ("id" TEXT);` },
  {
    name: "20260102000000_second",
    sql: `CREATE TABLE "Lost" ("id" TEXT); INSERT INTO "Lost" VALUES ('a'); SELECT crash(); CREATE TABLE "Never" ("id" TEXT);`,
  },
]);
