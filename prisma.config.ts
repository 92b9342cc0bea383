/**
 * For people who use Prisma's own command line on Caxton's database, such as `npx prisma migrate status`. Caxton itself
 * reads none of this: it applies its migrations at start (src/registry/migrations.ts) and takes its settings from
 * src/config.ts.
 */
import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env["DATABASE_URL"] ?? "file:./.caxton/caxton.db" },
});
