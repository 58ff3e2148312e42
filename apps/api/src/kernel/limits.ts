// How much one request may ask for, and how long it may take to arrive.

export const MAX_BODY_BYTES = 1_000_000

/** Calls in one tRPC batch. */
export const MAX_BATCH_CALLS = 20

/** How long the server waits, in milliseconds, and what it takes before it knows who calls. */
export const SERVER_LIMITS = {
  /** The request's first line and its headers, in bytes. */
  maxHeaderSize: 16_384,
  /** From the connection, or the request's first byte, to the end of its headers. */
  headersTimeout: 10_000,
  /** To the end of its body. */
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  /** Longer than a proxy keeps its end (60 s is usual), so that it never writes into a connection that is closed. */
  keepAliveTimeout: 65_000,
  /** Node would refuse a request without one in its own words. */
  requireHostHeader: false,
}
