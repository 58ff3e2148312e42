// The features as the document and the page of errors present them, in their order.

/** By the first part of a procedure's name. */
export const tags = {
  health: 'Whether the service is alive, and can do its work: for load balancers and monitors.',
  auth: 'How an account begins, how its owner logs in, and where they are logged in.',
  users: 'Who an account belongs to.',
  leaving: 'Taking along what is held of you, and deleting your account.',
} as const satisfies Record<string, string>
