-- The language that a member is written to in.
ALTER TABLE "users" ADD COLUMN "locale" TEXT NOT NULL DEFAULT 'en' CHECK ("locale" IN ('en', 'de'));
