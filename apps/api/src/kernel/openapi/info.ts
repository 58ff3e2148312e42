// What the OpenAPI document says of the service as a whole.
import type { oas31 } from 'zod-openapi'
import { DOCS_PATH, VERSIONING_PATH } from '../docs/page.ts'
import { ERRORS_PATH } from '../errorsPage.ts'

/** Title, version, and what holds for every operation. */
export function describeService(publicUrl: string, version: string): oas31.InfoObject {
  return {
    title: 'Delete',
    version,
    description: `The dating service meant to be deleted: it has done its job when two people leave together.

**Errors** are problem documents (RFC 9457). Decide by \`code\`, which keeps its meaning, and expect codes that you do not know yet:
[every code](${publicUrl}${ERRORS_PATH}), and what to do about it. After a 429 or a 503, wait for the seconds in \`Retry-After\`.

**Requests** are named: each answer has an \`X-Request-Id\`, which is yours if you send one of at most 64 letters, digits, \`-\` and \`_\`.
Bodies are JSON in UTF-8, at most 1 MB. Fields that an operation does not name are ignored.

**Versions.** What stands under \`/v1\` keeps its meaning. Operations, optional fields and parameters, codes and values of enumerations may be
added: ignore what you do not know. What is to go is marked \`deprecated\` here and announced in its answers by \`Deprecation\` (RFC 9745)
and \`Sunset\` (RFC 8594), at least 6 months before. [The whole policy](${publicUrl}${VERSIONING_PATH}).`,
    contact: { name: 'Delete API', url: `${publicUrl}${DOCS_PATH}` },
    license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
  }
}
