// The offline page: shows itself in the language of its reader, and goes on once there is a connection.

const RETRY_MS = 5_000

/** What was chosen in the app (src/languages.ts), and what the browser prefers. */
function readLanguages(): readonly string[] {
  try {
    return [localStorage.getItem('delete.locale') ?? '', ...navigator.languages]
  } catch {
    return navigator.languages
  }
}

function show(): HTMLElement | undefined {
  const pages = [...document.querySelectorAll('main')]
  const page =
    readLanguages()
      .map((tag) => pages.find(({ lang }) => lang === tag.split('-')[0]))
      .find((found) => found !== undefined) ?? pages[0]
  if (!page) return undefined
  page.hidden = false
  document.documentElement.lang = page.lang
  document.title = `${page.querySelector('h1')?.textContent} · Delete`
  return page
}

/** To where somebody was going: the worker answers with this page at that address. */
function goOn(): void {
  if (location.pathname === '/offline.html') location.replace('/')
  else location.reload()
}

async function isBack(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(RETRY_MS)
    return (await fetch('/', { method: 'HEAD', cache: 'no-store', signal })).ok
  } catch {
    return false
  }
}

async function retry(): Promise<void> {
  if (await isBack()) goOn()
  else waitAndRetry()
}

function waitAndRetry(): void {
  setTimeout(() => void retry(), RETRY_MS)
}

show()?.querySelector('button')?.addEventListener('click', goOn)
addEventListener('online', goOn)
waitAndRetry()
