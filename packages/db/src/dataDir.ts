// The folder that a laptop's data is kept in: made if need be, and refused in a sentence where it cannot be used.
import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { StartError } from './startError.ts'

/**
 * Makes `dir` and what it is in, unless it is there.
 * @throws {StartError} when it is no folder that this user may read and write
 */
export function makeDataDir(dir: string): void {
  try {
    makeDir(dir)
    mayUse(dir)
  } catch (error) {
    throw refuseDataDir(dir, error)
  }
}

/** @throws the system's error when a folder, or a file in it, is none or may not be read and written */
export function mayUse(dir: string, file = '.'): void {
  accessSync(`${dir}/${file}`, constants.R_OK | constants.W_OK)
}

/** What to say of a data folder, after `error` happened in it. */
export function refuseDataDir(dir: string, error: unknown): StartError {
  const sentence = isFull(dir)
    ? `The disk of the data folder ${resolve(dir)} is full. Make room on it, or set DATA_DIR to a folder on another one.`
    : `The data folder ${resolve(dir)} cannot be used (${describe(error)}). Make it a folder that this user may write to, or set DATA_DIR to another one.`
  return new StartError(sentence, { cause: error })
}

/** Whether less is left on the disk of `dir` than a new database takes. */
export function isFull(dir: string): boolean {
  if (!existsSync(dir)) return false
  const { blocks, bavail, bsize } = statfsSync(dir)
  // What is no disk, like /proc, says 0 of everything.
  return blocks > 0 && bavail * bsize < DATABASE_BYTES
}

/** Node's own, step by step: its recursive one never returns where a folder can be seen and not made, as below /proc. */
function makeDir(dir: string): void {
  if (existsSync(dir)) return
  makeDir(dirname(dir))
  try {
    mkdirSync(dir)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** `EACCES: permission denied`, and of which file. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'a fault of the file system'
  const [what = ''] = error.message.split(',')
  return 'path' in error ? `${what}, ${String(error.path)}` : what
}

// A new database with its first log file: 39 MB with PGlite 0.5.
const DATABASE_BYTES = 40_000_000
