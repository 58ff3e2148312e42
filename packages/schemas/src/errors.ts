// Every way the API says no: code -> status, a title that never varies, and what the caller can do.
import { z } from 'zod'

interface ErrorEntry {
  status: number
  title: string
  detail: string
}

/** The catalogue. A code, once published, keeps its meaning. */
export const errors = {
  'request.malformed': {
    status: 400,
    title: 'The request could not be read.',
    detail:
      'Send well-formed HTTP with one Host header, and JSON in UTF-8, of at most 10,000 values nested at most 64 levels deep, without NUL characters or lone surrogates.',
  },
  'request.invalid': {
    status: 400,
    title: 'The request does not fit the contract.',
    detail:
      'Correct what "issues" lists, each with a JSON pointer to its field, and send it again.',
  },
  'request.batch_too_large': {
    status: 400,
    title: 'The batch holds too many calls.',
    detail: 'Send at most 20 calls in one batch. None of these was run.',
  },
  'request.not_streamed': {
    status: 400,
    title: 'Answers are not streamed here.',
    detail: 'Use httpBatchLink or httpLink, or do not ask for application/jsonl. Nothing was run.',
  },
  'request.rate_limited': {
    status: 429,
    title: 'Too many tries.',
    detail: 'Wait for the seconds in the Retry-After header, and try again. This try was not made.',
  },
  'request.cross_site': {
    status: 403,
    title: 'This page may not use the session cookie.',
    detail:
      'Only the pages of the members’ app may send "x-session: cookie". Leave it out, and keep the tokens yourself.',
  },
  'request.not_found': {
    status: 404,
    title: 'There is nothing at this path.',
    detail: 'Compare the path with /v1/openapi.json.',
  },
  'request.method_not_allowed': {
    status: 405,
    title: 'This path does not take this method.',
    detail: 'Use one of the methods in the Allow header.',
  },
  'request.not_acceptable': {
    status: 406,
    title: 'There is no answer of a type that you take.',
    detail:
      'Send "Accept: application/json" (for a page or a file, its own type), or leave Accept out. Nothing was changed.',
  },
  'request.in_progress': {
    status: 409,
    title: 'The first request with this Idempotency-Key has not been answered yet.',
    detail:
      'Send the same again after the seconds in the Retry-After header, to hear what the first one has come to.',
  },
  'request.precondition_failed': {
    status: 412,
    title: 'It was changed since you read it.',
    detail:
      'Read it again, and send its new ETag in If-Match. Or leave If-Match out, to change it whatever it is. Nothing was changed.',
  },
  'request.key_reused': {
    status: 422,
    title: 'This Idempotency-Key belongs to another request.',
    detail:
      'Make a new key for each new request; use one again only to send the same request again. Nothing was changed.',
  },
  'request.timeout': {
    status: 408,
    title: 'The request took too long to arrive.',
    detail: 'Send the headers within 10 seconds and all of it within 30. Nothing was changed.',
  },
  'request.too_large': {
    status: 413,
    title: 'The request body is too large.',
    detail: 'Send at most 1 MB.',
  },
  'request.unsupported_media_type': {
    status: 415,
    title: 'The request body has a type that is not taken here.',
    detail:
      'Send JSON with the header "Content-Type: application/json", in UTF-8 and not compressed.',
  },
  'request.headers_too_large': {
    status: 431,
    title: 'The request headers are too large.',
    detail: 'Send at most 16 KB, the first line and the URL in it included.',
  },
  'auth.unauthenticated': {
    status: 401,
    title: 'This needs a valid access token.',
    detail:
      'Send "Authorization: Bearer <accessToken>". If the token has expired, refresh it or log in.',
  },
  'auth.invalid_credentials': {
    status: 401,
    title: 'The e-mail address or the password is wrong.',
    detail: 'Check both and try again.',
  },
  'auth.invalid_refresh': {
    status: 401,
    title: 'The refresh token is not valid.',
    detail: 'Log in again.',
  },
  'auth.reauth_required': {
    status: 401,
    title: 'This needs your password once more.',
    detail: 'Send the password to POST /v1/auth/reauthenticate, then make this call again.',
  },
  'auth.invalid_link': {
    status: 400,
    title: 'This link is not valid any more.',
    detail: 'It was used, replaced by a newer one, or is too old. Ask for a new one.',
  },
  'auth.account_leaving': {
    status: 403,
    title: 'This account is being deleted.',
    detail:
      'Until the time in "erasedAt" it can be taken back: send the same to POST /v1/users/me/restore.',
  },
  'auth.session_not_found': {
    status: 404,
    title: 'You have no such session.',
    detail: 'It may have ended. Ask GET /v1/auth/sessions for those that there are.',
  },
  'auth.email_taken': {
    status: 409,
    title: 'This e-mail address already has an account.',
    detail: 'Log in, or sign up with another address.',
  },
  'service.busy': {
    status: 503,
    title: 'Too many people are logging in or signing up at this moment.',
    detail: 'Nothing was changed. Try again after the seconds in the Retry-After header.',
  },
  'service.unavailable': {
    status: 503,
    title: 'The database cannot be reached, or is too slow, at this moment.',
    detail: 'Try again after the seconds in the Retry-After header.',
  },
  'service.not_ready': {
    status: 503,
    title: 'The service is not ready.',
    detail:
      'What is missing stands in "issues". Try again after the seconds in the Retry-After header.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side.',
    detail: 'Tell us the request id, and we find out what it was.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errors

/** One thing that is wrong with a request. The value that was sent is never repeated. */
export const Issue = z
  .object({
    pointer: z.string().meta({
      description: 'JSON pointer (RFC 6901) to the field; empty for the input as a whole',
      examples: ['/email'],
    }),
    code: z.string().meta({ description: 'What kind of fault it is', examples: ['too_small'] }),
    message: z.string().meta({ description: 'A sentence for people', examples: ['Too short'] }),
  })
  .meta({ id: 'Issue', description: 'One thing that is wrong with a request' })
export type Issue = z.infer<typeof Issue>

/** An error as REST says it, after RFC 9457 (`application/problem+json`). */
export const Problem = z
  .object({
    type: z.url().meta({
      description: 'Where this kind of problem is explained',
      examples: ['https://api.trydelete.app/docs/errors#auth.email_taken'],
    }),
    title: z.string().meta({
      description: 'What kind of problem it is; the same for every one of its kind',
      examples: ['This e-mail address already has an account.'],
    }),
    status: z
      .int()
      .min(400)
      .max(599)
      .meta({ description: 'The HTTP status', examples: [409] }),
    detail: z.string().meta({
      description: 'What the caller can do about it',
      examples: ['Log in, or sign up with another address.'],
    }),
    code: z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]).meta({
      description: 'The kind of problem, for programs; a code keeps its meaning, and more may come',
      examples: ['auth.email_taken'],
    }),
    issues: z
      .array(Issue)
      .meta({ description: 'What is wrong, field by field; empty for most kinds', examples: [[]] }),
    erasedAt: z.iso
      .datetime()
      .optional()
      .meta({
        description: 'Of an account that is leaving: when it is erased, unless it is taken back',
        examples: ['2026-12-21T09:00:00.000Z'],
      }),
    requestId: z.string().meta({
      description: 'Names this request in our logs; also in X-Request-Id',
      examples: ['0b7e2c1e-6a52-4a0f-8a57-1f6d3f0f3c55'],
    }),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457)' })
export type Problem = z.infer<typeof Problem>
