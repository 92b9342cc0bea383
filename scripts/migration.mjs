/**
 * Writes a migration for the changes in prisma/schema.prisma: `npm run migration -- <name>`. Review the SQL before you
 * commit it: the engine cannot detect that a column was renamed, and drops and adds it instead.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { migrationsFolder, missingSql } from "./schema-engine.mjs";

/** Prisma's format for migration names: UTC time to the second, then the name. */
const folderName = (name, at) => `${at.toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`;

const main = async ([name]) => {
  if (name === undefined || !/^[a-z][a-z0-9_]{0,60}$/.test(name)) {
    console.error("usage: npm run migration -- <name>, in lower case with underscores, such as add_schedules");
    return 2;
  }
  mkdirSync(migrationsFolder, { recursive: true });
  const sql = await missingSql();
  if (sql === "") {
    console.log("prisma/schema.prisma and the migrations say the same; there is nothing to write.");
    return 0;
  }
  const folder = join(migrationsFolder, folderName(name, new Date()));
  mkdirSync(folder);
  const file = join(folder, "migration.sql");
  writeFileSync(file, sql);
  const lock = join(migrationsFolder, "migration_lock.toml");
  if (!existsSync(lock)) {
    writeFileSync(lock, '# Prisma refuses migrations that were written for another database.\nprovider = "sqlite"\n');
  }
  console.log(`Wrote ${relative(process.cwd(), file)}; read it before you commit it.`);
  return 0;
};

process.exitCode = await main(process.argv.slice(2));
