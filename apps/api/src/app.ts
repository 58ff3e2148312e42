// The whole service as one Express app: both doors, the OpenAPI document, and an answer to everything else.
import type { AnyTRPCRouter } from '@trpc/server'
import cors from 'cors'
import express, { type Express, type RequestHandler, Router } from 'express'
import { authenticate } from './features/auth/service.ts'
import { version } from './features/health/service.ts'
import { serveBuiltApp } from './kernel/builtApp.ts'
import { createContextFactory } from './kernel/context.ts'
import type { Deps } from './kernel/deps.ts'
import { createDocs, DOCS_PATH } from './kernel/docs/page.ts'
import { serveDocument } from './kernel/documents.ts'
import type { Env } from './kernel/env.ts'
import { ERRORS_PATH, renderErrorsPage } from './kernel/errorsPage.ts'
import { refuse } from './kernel/errors.ts'
import { createMailPages } from './kernel/mail/pages.ts'
import { refuseMethod } from './kernel/methods.ts'
import { refuseUnknownPath, sendProblems } from './kernel/problems.ts'
import { trackRequests } from './kernel/request.ts'
import { createRestDoor } from './kernel/rest.ts'
import { REST_BASE } from './kernel/routes.ts'
import { safeHeaders } from './kernel/safeHeaders.ts'
import { createTrpcDoor } from './kernel/trpcDoor.ts'
import { letters } from './letters.ts'
import { appRouter } from './router.ts'

/** Builds the app from what it runs on; nothing is read from anywhere else. A bench serves a router of its own. */
export function createApp(deps: Deps, router: AnyTRPCRouter = appRouter): Express {
  const { env, log } = deps
  const createContext = createContextFactory(deps, (accessToken) => authenticate(deps, accessToken))
  const app = express()
  app.disable('x-powered-by')
  app.enable('strict routing')
  app.set('trust proxy', env.trustProxy)
  app.use(trackRequests(log))
  app.use(prepare(env))
  app.use(allowPages(env))
  const sendProblem = sendProblems(deps)
  app.use(createRestDoor(router, createContext, sendProblem))
  app.use('/trpc', createTrpcDoor(router, createContext, log))
  app.use(createDocuments(env))
  if (!env.isProduction) app.use(createMailPages(env, letters))
  if (env.servedApp !== undefined) app.use(serveBuiltApp(env.servedApp))
  app.all('/', leadToDocs)
  app.use(refuseUnknownPath)
  app.use(sendProblem)
  return app
}

/** What pages on other origins may read of an answer. */
const EXPOSED_HEADERS = [
  'ETag',
  'Idempotent-Replayed',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
]

/** Everything but the doors, apart so that no call has to pass it. */
function createDocuments({ publicUrl }: Pick<Env, 'publicUrl'>): Router {
  const documents = Router({ strict: true })
  documents.all(
    `${REST_BASE}/openapi.json`,
    serveDocument({ type: 'json', make: () => renderDocument(publicUrl) }),
  )
  documents.all(
    ERRORS_PATH,
    serveDocument({
      type: 'html',
      make: renderErrorsPage,
      headers: {
        'Content-Security-Policy':
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      },
    }),
  )
  documents.use(createDocs())
  return documents
}

const leadToDocs: RequestHandler = (req, res) => {
  if (req.method === 'GET') res.redirect(DOCS_PATH)
  else refuseMethod(req, res, 'GET, HEAD, OPTIONS')
}

/** HEAD is answered as GET (Node leaves the body out), and every answer is as careful as `safeHeaders`. */
function prepare(env: Pick<Env, 'publicUrl'>): RequestHandler {
  const headers = Object.entries({ ...safeHeaders(env), Vary: 'Origin' })
  return (req, res, next) => {
    if (req.method === 'HEAD') req.method = 'GET'
    for (const [name, value] of headers) res.setHeader(name, value)
    // RFC 9112, 3.2.
    const hosts = countHosts(req.rawHeaders)
    if (hosts > 1 || (hosts === 0 && req.httpVersion === '1.1')) refuse('request.malformed')
    next()
  }
}

/** Of names and values in turn, as they were sent: Node keeps the first of several and drops the rest. */
function countHosts(rawHeaders: string[]): number {
  return rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name)).length
}

/**
 * Lets pages of the settings' origins read answers. A browser asks before it sends; any other OPTIONS is for the path.
 * Who comes without an origin is no browser's page.
 */
function allowPages({
  corsOrigins,
  appOrigins,
}: Pick<Env, 'corsOrigins' | 'appOrigins'>): RequestHandler {
  const allow = cors(({ headers: { origin } }, done) =>
    done(null, {
      origin: corsOrigins,
      credentials: origin !== undefined && appOrigins.includes(origin),
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: 86_400,
      preflightContinue: true,
    }),
  )
  return (req, res, next) => {
    if (req.headers.origin === undefined) return next()
    const isPreflight =
      req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined
    allow(req, res, isPreflight ? () => res.status(204).end() : next)
  }
}

/** Loaded when first asked for: its generator takes a fifth of a second that a start need not wait for. */
async function renderDocument(publicUrl: string): Promise<string> {
  const { createOpenApiDocument } = await import('./kernel/openapi/document.ts')
  return JSON.stringify(createOpenApiDocument({ router: appRouter, publicUrl, version }))
}
