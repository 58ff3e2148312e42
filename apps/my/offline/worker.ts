// The service worker: keeps the offline page, for when the network does not answer, and nothing else.

declare const self: ServiceWorkerGlobalScope
/** Put in front by the build (scripts/offline.ts); the name changes with the content of any of the files. */
declare const KEPT: { name: string; files: string[] }

self.addEventListener('install', (event) => event.waitUntil(keep()))
self.addEventListener('activate', (event) => event.waitUntil(takeOver()))
self.addEventListener('fetch', (event) => {
  const { mode, url } = event.request
  const file =
    mode === 'navigate'
      ? '/offline.html'
      : KEPT.files.find((path) => url === self.location.origin + path)
  if (file) event.respondWith(answer(event, file))
})

async function keep(): Promise<void> {
  const cache = await caches.open(KEPT.name)
  await cache.addAll(KEPT.files)
  await self.skipWaiting()
}

async function takeOver(): Promise<void> {
  // Then a navigation is asked for while this worker starts, and not only afterwards.
  await self.registration.navigationPreload.enable()
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name !== KEPT.name).map((name) => caches.delete(name)))
  await self.clients.claim()
}

/** Whatever the network answers, errors of the server included; the kept file only where it does not answer at all. */
async function answer({ preloadResponse, request }: FetchEvent, file: string): Promise<Response> {
  try {
    return ((await preloadResponse) as Response | undefined) ?? (await fetch(request))
  } catch {
    return (await caches.match(file)) ?? Response.error()
  }
}
