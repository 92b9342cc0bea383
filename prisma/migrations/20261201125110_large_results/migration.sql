-- CreateTable
CREATE TABLE "LargeResult" (
    "turnId" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "callId" TEXT NOT NULL,
    "outline" TEXT NOT NULL,
    "text" BLOB NOT NULL,

    PRIMARY KEY ("turnId", "step", "callId")
);
