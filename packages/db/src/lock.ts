// One process per data folder: PGlite itself does not notice a second one, and would lose rows.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeDataDir, refuseDataDir } from './dataDir.ts'
import { StartError } from './startError.ts'

/** What is collected as garbage closes itself, and would free a folder that nobody has given back. */
const held = new Set<DatabaseSync>()

/**
 * Takes `dir` for this process, and creates it if need be. The lock is SQLite's own lock on a file,
 * so the operating system frees it however the process ends.
 * @returns the function that gives the folder back
 * @throws {StartError} when another process has it, naming that process, or when it is no folder to write to
 */
export function lockDataDir(dir: string): () => void {
  makeDataDir(dir)
  const holderFile = join(dir, 'lock.holder')
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(dir, 'lock'), { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    writeFileSync(holderFile, `process ${process.pid}, started ${new Date().toISOString()}`)
    return hold(lock)
  } catch (error) {
    lock?.close()
    if (!isBusy(error)) throw refuseDataDir(dir, error)
    throw new StartError(
      `The data folder ${resolve(dir)} is in use by ${readHolder(holderFile)}. Stop that process, or set DATA_DIR to another folder.`,
    )
  }
}

function hold(lock: DatabaseSync): () => void {
  held.add(lock)
  return () => {
    lock.close()
    held.delete(lock)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}

function readHolder(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'another process'
  }
}

// https://sqlite.org/rescode.html#busy
const SQLITE_BUSY = 5
