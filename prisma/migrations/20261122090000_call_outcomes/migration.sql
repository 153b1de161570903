-- Calls of ours that nobody answered were stored as abandoned.
UPDATE "Call"
SET "outcome" = CASE WHEN "endReason" IN ('busy', 'noAnswer', 'rejected') THEN "endReason" ELSE 'canceled' END
WHERE "direction" = 'outbound' AND "answeredAt" IS NULL AND "outcome" = 'abandoned';
