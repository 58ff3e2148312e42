// The interactive page of the OpenAPI document: Swagger UI, with every file of it from the install.
import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Router } from 'express'
import { serveDocument } from '../documents.ts'

/** Where the page is. */
export const DOCS_PATH = '/docs'

/** Where the policy is that the document's description links to. */
export const VERSIONING_PATH = `${DOCS_PATH}/versioning`

const OURS = import.meta.dirname
const POLICY = join(OURS, '../../../../../docs/versioning.md')
const SWAGGER_UI = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')))

/** What the page loads, each below `/docs` under its own name. */
const FILES = [
  join(OURS, 'docs.css'),
  join(OURS, 'docs.js'),
  join(SWAGGER_UI, 'favicon-32x32.png'),
  join(SWAGGER_UI, 'swagger-ui-bundle.js'),
  join(SWAGGER_UI, 'swagger-ui.css'),
]

const HEADERS = {
  // The browser itself holds the page to this server. Swagger UI writes styles into elements and draws icons from data.
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

/** Serves the page at `/docs`, and its files below it. */
export function createDocs(): Router {
  const router = Router()
  const serve = (path: string, file: string): void => {
    const make = (): Promise<Buffer> => readFile(file)
    router.all(path, serveDocument({ type: extname(file), make, headers: HEADERS }))
  }
  serve(DOCS_PATH, join(OURS, 'index.html'))
  router.all(
    VERSIONING_PATH,
    serveDocument({ type: 'text/plain', make: () => readFile(POLICY), headers: HEADERS }),
  )
  for (const file of FILES) serve(`${DOCS_PATH}/${basename(file)}`, file)
  return router
}
