-- AlterTable
ALTER TABLE "Endpoint" ADD COLUMN     "application" JSONB,
ADD COLUMN     "protocol" TEXT;
