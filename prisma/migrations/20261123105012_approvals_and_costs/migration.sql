-- AlterTable
ALTER TABLE "ModelCall" ADD COLUMN "costUsd" REAL;

-- CreateTable
CREATE TABLE "Approval" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "conversationId" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "turnId" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "callId" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "arguments" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "decidedBy" TEXT,
    "requestedAt" TEXT NOT NULL,
    "expiresAt" TEXT NOT NULL,
    "decidedAt" TEXT,
    "told" BOOLEAN NOT NULL DEFAULT false
);

-- CreateIndex
CREATE INDEX "Approval_conversationId_requestedAt_idx" ON "Approval"("conversationId", "requestedAt");

-- CreateIndex
CREATE INDEX "Approval_turnId_idx" ON "Approval"("turnId");

-- CreateIndex
CREATE INDEX "Approval_told_state_idx" ON "Approval"("told", "state");
