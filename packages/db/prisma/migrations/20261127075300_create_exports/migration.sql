-- Leaving: when an account is erased, and what its owner takes along.
ALTER TABLE "users" ADD COLUMN "erased_at" TIMESTAMPTZ(3);

CREATE TABLE "exports" (
    "user_id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "made_at" TIMESTAMPTZ(3),
    "content" TEXT,

    CONSTRAINT "exports_pkey" PRIMARY KEY ("user_id")
);

CREATE INDEX "exports_made_at_idx" ON "exports"("made_at");

ALTER TABLE "exports" ADD CONSTRAINT "exports_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
