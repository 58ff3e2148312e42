// How much one request may ask for.

export const MAX_BODY_BYTES = 1_000_000

/** Calls in one tRPC batch. */
export const MAX_BATCH_CALLS = 20
