-- AlterTable
ALTER TABLE "Endpoint" ADD COLUMN     "webhookUrl" TEXT;
