// Whether a part of the app did not come, as after a deployment or without a network.

/** What browsers say of a script that could not be fetched, each in words of its own. */
const UNLOADED = /dynamically imported module|importing a module script failed|preload css/i

export function isUnloaded(error: unknown): boolean {
  return error instanceof Error && UNLOADED.test(error.message)
}
