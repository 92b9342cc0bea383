-- CreateTable
CREATE TABLE "RemovedVersion" (
    "workspace" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "definition" TEXT NOT NULL,
    "removedAt" TEXT NOT NULL,

    PRIMARY KEY ("workspace", "nameKey", "hash")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_IdempotentAnswer" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "bodyHash" TEXT NOT NULL,
    "answer" TEXT,
    "abandoned" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TEXT NOT NULL
);
INSERT INTO "new_IdempotentAnswer" ("answer", "bodyHash", "createdAt", "key") SELECT "answer", "bodyHash", "createdAt", "key" FROM "IdempotentAnswer";
DROP TABLE "IdempotentAnswer";
ALTER TABLE "new_IdempotentAnswer" RENAME TO "IdempotentAnswer";
CREATE INDEX "IdempotentAnswer_createdAt_idx" ON "IdempotentAnswer"("createdAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
