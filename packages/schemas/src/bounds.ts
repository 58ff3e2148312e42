// What is allowed, for those who do without zod: an app's first page.

/** In characters, as people count them. */
export const PASSWORD_LENGTH = { minimum: 8, maximum: 128 } as const

/** 256 bits in base64url. */
export const LINK_TOKEN = /^[\w-]{43}$/
