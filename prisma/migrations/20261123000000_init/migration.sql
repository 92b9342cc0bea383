-- CreateTable
CREATE TABLE "Agent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "workspace" TEXT NOT NULL DEFAULT 'default',
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "failure" TEXT,
    "origin" TEXT NOT NULL,
    "file" TEXT,
    "activeVersion" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "AgentCapability" (
    "agentId" TEXT NOT NULL,
    "capability" TEXT NOT NULL,

    PRIMARY KEY ("agentId", "capability"),
    CONSTRAINT "AgentCapability_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "Agent" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AgentVersion" (
    "agentId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "definition" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,

    PRIMARY KEY ("agentId", "hash"),
    CONSTRAINT "AgentVersion_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "Agent" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Conversation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "protocol" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "outcome" TEXT,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "initiator" TEXT NOT NULL,
    "staysOpen" BOOLEAN NOT NULL,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL,
    "expiresAt" TEXT
);

-- CreateTable
CREATE TABLE "Participant" (
    "conversationId" TEXT NOT NULL,
    "participant" TEXT NOT NULL,
    "versionHash" TEXT,
    "joinedAt" TEXT NOT NULL,

    PRIMARY KEY ("conversationId", "participant"),
    CONSTRAINT "Participant_conversationId_fkey" FOREIGN KEY ("conversationId") REFERENCES "Conversation" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Message" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "performative" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "receivers" TEXT NOT NULL,
    "targetCapability" TEXT,
    "replyTo" TEXT,
    "content" TEXT NOT NULL,
    "language" TEXT,
    "encoding" TEXT,
    "ontology" TEXT,
    "protocol" TEXT,
    "replyWith" TEXT,
    "inReplyTo" TEXT,
    "replyBy" TEXT,
    "traceId" TEXT NOT NULL,
    "spanId" TEXT NOT NULL,
    "timestamp" TEXT NOT NULL,
    "answers" TEXT,
    "status" TEXT NOT NULL,
    CONSTRAINT "Message_conversationId_fkey" FOREIGN KEY ("conversationId") REFERENCES "Conversation" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Turn" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "conversationId" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    "versionHash" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "ModelCall" (
    "turnId" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "answer" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "inputTokens" INTEGER NOT NULL,
    "outputTokens" INTEGER NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "createdAt" TEXT NOT NULL,

    PRIMARY KEY ("turnId", "step")
);

-- CreateTable
CREATE TABLE "ToolCall" (
    "turnId" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "callId" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "arguments" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "createdAt" TEXT NOT NULL,

    PRIMARY KEY ("turnId", "step", "callId")
);

-- CreateTable
CREATE TABLE "Event" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "time" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "agent" TEXT,
    "conversationId" TEXT,
    "traceId" TEXT,
    "data" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "agent" TEXT,
    "hash" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "lastUsedAt" TEXT
);

-- CreateTable
CREATE TABLE "IdempotentAnswer" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "bodyHash" TEXT NOT NULL,
    "answer" TEXT,
    "createdAt" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "Agent_workspace_nameKey_key" ON "Agent"("workspace", "nameKey");

-- CreateIndex
CREATE INDEX "AgentCapability_capability_idx" ON "AgentCapability"("capability");

-- CreateIndex
CREATE INDEX "Conversation_state_createdAt_idx" ON "Conversation"("state", "createdAt");

-- CreateIndex
CREATE INDEX "Conversation_protocol_createdAt_idx" ON "Conversation"("protocol", "createdAt");

-- CreateIndex
CREATE INDEX "Conversation_createdAt_idx" ON "Conversation"("createdAt");

-- CreateIndex
CREATE INDEX "Participant_participant_idx" ON "Participant"("participant");

-- CreateIndex
CREATE UNIQUE INDEX "Message_id_key" ON "Message"("id");

-- CreateIndex
CREATE INDEX "Message_conversationId_seq_idx" ON "Message"("conversationId", "seq");

-- CreateIndex
CREATE INDEX "Message_answers_idx" ON "Message"("answers");

-- CreateIndex
CREATE INDEX "Message_status_idx" ON "Message"("status");

-- CreateIndex
CREATE UNIQUE INDEX "Event_key_key" ON "Event"("key");

-- CreateIndex
CREATE INDEX "Event_conversationId_seq_idx" ON "Event"("conversationId", "seq");

-- CreateIndex
CREATE INDEX "Event_agent_seq_idx" ON "Event"("agent", "seq");

-- CreateIndex
CREATE INDEX "Event_kind_seq_idx" ON "Event"("kind", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- CreateIndex
CREATE INDEX "IdempotentAnswer_createdAt_idx" ON "IdempotentAnswer"("createdAt");
