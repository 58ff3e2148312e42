// The OpenAPI document: trpc-to-openapi's, with the statuses, errors, headers, components and examples that it leaves out.
import { Problem } from '@delete/schemas/errors'
import { takesIdempotencyKey } from '@delete/schemas/contract'
import { limits } from '@delete/schemas/limits'
import { tags } from '@delete/schemas/tags'
import type { AnyTRPCRouter } from '@trpc/server'
import { generateOpenApiDocument } from 'trpc-to-openapi'
import { createSchema, type oas31 } from 'zod-openapi'
import { DOCS_PATH } from '../docs/page.ts'
import { findRoutes, type Route } from '../routes.ts'
import { exampleOf, type Schemas } from './examples.ts'
import { headers } from './headers.ts'
import { describeService } from './info.ts'
import { parameters, parametersOf } from './parameters.ts'
import { responsesOf } from './responses.ts'

export interface DocumentOptions {
  router: AnyTRPCRouter
  /** Where callers reach the api; it becomes the server's URL. */
  publicUrl: string
  version: string
}

/**
 * Describes every operation of `router`: what it takes, and every status that it can answer.
 * @throws {TypeError} for a feature that `tags` does not describe
 */
export function createOpenApiDocument({
  router,
  publicUrl,
  version,
}: DocumentOptions): oas31.OpenAPIObject {
  const routes = findRoutes(router)
  const generated = generateOpenApiDocument(router, {
    openApiVersion: OPENAPI_VERSION,
    title: 'Delete',
    version,
    baseUrl: publicUrl,
  })
  const problem = createSchema(Problem, { io: 'output', openapiVersion: OPENAPI_VERSION })
  const schemas: Schemas = { ...generated.components?.schemas, ...problem.components }
  Object.values(schemas).forEach(leaveRoom)
  const responses: NonNullable<oas31.ComponentsObject['responses']> = {}
  const paths: oas31.PathsObject = {}
  for (const route of routes) {
    const method = lower(route.rest.method)
    const operation = generated.paths?.[route.path]?.[method]
    if (!operation) throw new TypeError(`The document has no place for ${route.name}.`)
    const described = describeOperation(route, operation, schemas)
    described.responses = responsesOf({
      route,
      generated: operation,
      schemas,
      responses,
      publicUrl,
    })
    paths[route.path] = { ...paths[route.path], [method]: described }
  }
  return {
    openapi: OPENAPI_VERSION,
    info: describeService(publicUrl, version),
    servers: [serverOf(publicUrl)],
    tags: [...new Set(routes.map(tagOf))].map(describeTag),
    paths,
    components: {
      securitySchemes: { bearer: BEARER },
      schemas,
      parameters,
      headers,
      responses,
    },
    externalDocs: { url: `${publicUrl}${DOCS_PATH}`, description: 'Every call, to be tried' },
  }
}

const OPENAPI_VERSION = '3.1.1'

const BEARER: oas31.SecuritySchemeObject = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'The `accessToken` of a sign-up, a log-in or a refresh',
}

function describeOperation(
  route: Route,
  { requestBody, parameters }: oas31.OperationObject,
  schemas: Schemas,
): oas31.OperationObject {
  const { name, rest, isProtected } = route
  const all = parametersOf(route, parameters)
  return {
    operationId: name,
    summary: rest.summary,
    description: describe(route),
    tags: [tagOf(route)],
    security: isProtected ? [{ bearer: [] }] : [],
    ...(all.length > 0 && { parameters: all }),
    ...(requestBody && { requestBody: bodyOf(route, requestBody, schemas) }),
  }
}

/** `Limits: 30 sign-ups from one address within 3600 seconds.`, and whether it may be sent again. */
function describe({ rest }: Route): string {
  const { method, description, limits: names = [] } = rest
  const sentences = names.map((name) => {
    const { quota, seconds, description, beyond } = limits[name]
    const turns = beyond === 'turns' ? ', then one after another with growing pauses' : ''
    return `${quota} ${description} within ${seconds} seconds${turns}`
  })
  return [
    description,
    ...(method === 'POST' && !takesIdempotencyKey(rest) ? [REPEATABLE] : []),
    ...(names.length > 0 ? [`Limits: ${sentences.join('; ')}.`] : []),
  ].join(' ')
}

const REPEATABLE = 'It is safe to repeat: send it again when its answer is lost.'

/** Names the body's schema, so that generated clients have a type for it. */
function bodyOf(
  { name, input }: Route,
  body: oas31.RequestBodyObject | oas31.ReferenceObject,
  schemas: Schemas,
): oas31.RequestBodyObject {
  const { required = false, content } = body as oas31.RequestBodyObject
  const schema = content?.['application/json']?.schema
  const id = input.meta()?.id
  if (!schema || !id) throw new TypeError(`The input of ${name} has no id.`)
  schemas[id] = schema
  const media = {
    schema: { $ref: `#/components/schemas/${id}` },
    example: exampleOf(schema, schemas),
  }
  return { required, content: { 'application/json': media } }
}

/** What is answered may have more fields in a later version; and a format says what its long pattern does. */
function leaveRoom(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  if ('additionalProperties' in node && node.additionalProperties === false)
    delete node.additionalProperties
  if ('format' in node && 'pattern' in node && node.format === 'date-time') delete node.pattern
  Object.values(node).forEach(leaveRoom)
}

/** A laptop's own address means nothing elsewhere: the server is then the one that the document came from. */
function serverOf(publicUrl: string): oas31.ServerObject {
  const isLocal = /^(?:localhost|127\.|\[::1\])/.test(new URL(publicUrl).hostname)
  return isLocal
    ? { url: '/', description: 'Where this document came from' }
    : { url: publicUrl, description: 'Production' }
}

function describeTag(name: string): oas31.TagObject {
  if (!Object.hasOwn(tags, name)) throw new TypeError(`The feature ${name} has no description.`)
  return { name, description: tags[name as keyof typeof tags] }
}

function tagOf({ name }: Route): string {
  return name.split('.', 1)[0] ?? name
}

function lower(method: Route['rest']['method']): 'get' | 'post' | 'put' | 'patch' | 'delete' {
  return method.toLowerCase() as Lowercase<typeof method>
}
