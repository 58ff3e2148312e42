// Starts Swagger UI on the OpenAPI document, calling the server that the page came from.
/* global SwaggerUIBundle */

const dark = matchMedia('(prefers-color-scheme: dark)')
const followScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', followScheme)
followScheme()

fetch('/v1/openapi.json')
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
  .then((spec) => {
    const ui = SwaggerUIBundle({
      spec: { ...spec, servers: [{ url: location.origin }] },
      dom_id: '#operations',
      deepLinking: true,
      tryItOutEnabled: true,
      displayRequestDuration: true,
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
    })
    // It reads the hash once, at the start; this follows the links above it, too.
    const follow = () => {
      ui.layoutActions.parseDeepLinkHash(location.hash)
      const [, tag, operation = ''] = location.hash.split('/')
      whenThere(`operations-${tag}-${operation.replaceAll('.', '\\.')}`, scrollToUnfolded)
    }
    addEventListener('hashchange', follow)
    if (location.hash.includes('/')) follow()
  })
  .catch(() => {
    document.querySelector('#operations').textContent =
      'The document did not load. Reload the page to try again.'
  })

/** Operations are drawn a moment after the document has come, and a link may be quicker. */
function whenThere(id, use) {
  const drawn = new MutationObserver(look)
  function look() {
    const element = document.getElementById(id)
    if (!element) return
    drawn.disconnect()
    use(element)
  }
  drawn.observe(document.querySelector('#operations'), { childList: true, subtree: true })
  look()
}

/** It unfolds a moment after it is asked to; before that, the page may be too short to scroll so far. */
function scrollToUnfolded(operation) {
  const sizes = new ResizeObserver(() => {
    operation.scrollIntoView()
    if (operation.querySelector('.opblock-body')) sizes.disconnect()
  })
  sizes.observe(operation)
}
