// What this browser keeps between visits, for all of its tabs; one that keeps nothing goes on without.

/** Null where nothing is kept. */
export function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Forgets what is null; answers whether the browser has done as told. */
export function keep(key: string, text: string | null): boolean {
  try {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
    return true
  } catch {
    return false
  }
}

/** Calls `listener` whenever another tab has kept or forgotten this. */
export function onKept(key: string, listener: () => void): void {
  addEventListener('storage', (event) => {
    // Of a browser that was told to forget everything, there is no key.
    if (event.key === key || event.key === null) listener()
  })
}
