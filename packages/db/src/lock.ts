// One process per data folder: PGlite itself does not notice a second one, and would lose rows.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartError } from './startError.ts'

/**
 * Takes `dir` for this process, and creates it if need be. The lock is SQLite's own lock on a file,
 * so the operating system frees it however the process ends.
 * @returns the function that gives the folder back
 * @throws {StartError} when another process has it, naming that process, or when it is no folder to write to
 */
export function lockDataDir(dir: string): () => void {
  const holderFile = join(dir, 'lock.holder')
  const lock = openLock(dir)
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    throw new StartError(
      `The data folder ${resolve(dir)} is in use by ${readHolder(holderFile)}. Stop that process, or set DATA_DIR to another folder.`,
    )
  }
  writeFileSync(holderFile, `process ${process.pid}, started ${new Date().toISOString()}`)
  return () => lock.close()
}

function openLock(dir: string): DatabaseSync {
  try {
    mkdirSync(dir, { recursive: true })
    return new DatabaseSync(join(dir, 'lock'), { timeout: 0 })
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error
    throw new StartError(
      `The data folder ${resolve(dir)} cannot be used (${String(reason)}). Make it a folder that this user may write to, or set DATA_DIR to another one.`,
      { cause: error },
    )
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
