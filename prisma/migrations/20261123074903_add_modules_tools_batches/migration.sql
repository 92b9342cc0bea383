-- CreateTable
CREATE TABLE "Module" (
    "sha256" TEXT NOT NULL PRIMARY KEY,
    "bytes" BLOB NOT NULL,
    "createdAt" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Tool" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "manifest" TEXT NOT NULL,
    "moduleSha256" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "MessageBatch" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "conversationId" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "versionHash" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "frame" TEXT NOT NULL,
    "messages" TEXT NOT NULL,
    "replies" TEXT,
    "status" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "settledAt" TEXT
);

-- CreateIndex
CREATE INDEX "MessageBatch_conversationId_createdAt_idx" ON "MessageBatch"("conversationId", "createdAt");

-- CreateIndex
CREATE INDEX "MessageBatch_status_idx" ON "MessageBatch"("status");
