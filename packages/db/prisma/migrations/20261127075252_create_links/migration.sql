-- Sign-ups and changes of address that wait for a mailed link, and the links.
CREATE TABLE "signups" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "hashed_password" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signups_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "email_changes" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "old_email" TEXT NOT NULL,
    "new_email" TEXT NOT NULL,
    "confirmed_by_old" BOOLEAN NOT NULL DEFAULT false,
    "confirmed_by_new" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "email_changes_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "links" (
    "digest" BYTEA NOT NULL,
    "purpose" TEXT NOT NULL,
    "user_id" UUID,
    "signup_id" UUID,
    "email_change_id" UUID,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "links_pkey" PRIMARY KEY ("digest"),
    CONSTRAINT "links_about_one" CHECK (num_nonnulls("user_id", "signup_id", "email_change_id") = 1)
);

CREATE UNIQUE INDEX "signups_email_key" ON "signups"("email");

CREATE INDEX "signups_expires_at_idx" ON "signups"("expires_at");

CREATE INDEX "email_changes_user_id_idx" ON "email_changes"("user_id");

CREATE INDEX "email_changes_old_email_idx" ON "email_changes"("old_email");

CREATE INDEX "email_changes_expires_at_idx" ON "email_changes"("expires_at");

CREATE INDEX "links_expires_at_idx" ON "links"("expires_at");

CREATE UNIQUE INDEX "links_user_id_purpose_key" ON "links"("user_id", "purpose");

CREATE UNIQUE INDEX "links_signup_id_purpose_key" ON "links"("signup_id", "purpose");

CREATE UNIQUE INDEX "links_email_change_id_purpose_key" ON "links"("email_change_id", "purpose");

ALTER TABLE "email_changes" ADD CONSTRAINT "email_changes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "links" ADD CONSTRAINT "links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "links" ADD CONSTRAINT "links_signup_id_fkey" FOREIGN KEY ("signup_id") REFERENCES "signups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "links" ADD CONSTRAINT "links_email_change_id_fkey" FOREIGN KEY ("email_change_id") REFERENCES "email_changes"("id") ON DELETE CASCADE ON UPDATE CASCADE;
