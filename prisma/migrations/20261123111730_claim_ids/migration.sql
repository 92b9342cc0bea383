-- AlterTable
ALTER TABLE "IdempotentAnswer" ADD COLUMN "claimId" TEXT;
