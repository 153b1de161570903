-- AlterTable
ALTER TABLE "Recording" ADD COLUMN     "channels" TEXT NOT NULL DEFAULT 'stereo',
ADD COLUMN     "conversion" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN     "convertedPart" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "format" TEXT NOT NULL DEFAULT 'wav',
ADD COLUMN     "segments" JSONB,
ADD COLUMN     "wantedChannels" TEXT NOT NULL DEFAULT 'stereo',
ADD COLUMN     "wantedFormat" TEXT NOT NULL DEFAULT 'wav';

-- CreateIndex
CREATE INDEX "Recording_conversion_idx" ON "Recording"("conversion");
