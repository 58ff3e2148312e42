// The embedded database: PostgreSQL with pgvector inside this process, for a laptop and for tests.
import { existsSync, readdirSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite, type PGliteOptions } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { Pool } from 'pg'
import { isFull, mayUse, refuseDataDir } from './dataDir.ts'
import { lockDataDir } from './lock.ts'
import { StartError } from './startError.ts'
import { PGliteSocket } from './wire.ts'

/** A pool of one connection, and how to end what is behind it. */
export interface Embedded {
  pool: Pool
  close: () => Promise<void>
}

/**
 * Opens the database kept in `dataDir`, and creates it if need be, which takes seconds; `onCreate` is told before.
 * @throws {StartError} when another process has that folder, or what is in it cannot be opened
 */
export async function openEmbeddedDir(dataDir: string, onCreate?: () => void): Promise<Embedded> {
  const unlock = lockDataDir(dataDir)
  const home = join(dataDir, 'pg')
  try {
    if (existsSync(home)) {
      // PGlite would print what fails, and then say nothing but a number.
      for (const file of ['.', ...readdirSync(home)]) mayUse(home, file)
    } else {
      onCreate?.()
      await createHome(home)
    }
    const { pool, close } = await openEmbedded({ dataDir: home })
    return {
      pool,
      close: async () => {
        await close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    const isSystems = error instanceof Error && 'syscall' in error
    if (isSystems || isFull(dataDir)) throw refuseDataDir(dataDir, error)
    const reason = error instanceof Error ? error.message : JSON.stringify(error)
    throw new StartError(
      `The embedded database in ${dataDir} cannot be opened (${reason}). To begin anew, move that folder away or set DATA_DIR to another one.`,
      { cause: error },
    )
  }
}

/** A process that ends in the middle of this leaves no half-made database behind: it gets its name last. */
async function createHome(home: string): Promise<void> {
  const draft = `${home}.new`
  await rm(draft, { recursive: true, force: true })
  const lite = await createPGlite({ dataDir: draft })
  await lite.close()
  await rename(draft, home)
}

/** Opens a database in memory, from `image` if given (what `dumpImage` made). */
export function openEmbeddedImage(image?: Blob): Promise<Embedded> {
  return openEmbedded(image ? { loadDataDir: image } : {})
}

/** A copy in memory of a whole database, as `openEmbeddedImage` takes it, after `prepare` has run on it. */
export async function dumpImage(prepare: (pool: Pool) => Promise<unknown>): Promise<Blob> {
  const lite = await createPGlite({})
  const pool = createPool(lite)
  await prepare(pool)
  await pool.end()
  const image = await lite.dumpDataDir('none')
  await lite.close()
  return image
}

async function openEmbedded(options: PGliteOptions): Promise<Embedded> {
  const lite = await createPGlite(options)
  const pool = createPool(lite)
  return {
    pool,
    close: async () => {
      await pool.end()
      await lite.close()
    },
  }
}

/** 16 MB of shared buffers in place of 128 halve what the process holds. */
function createPGlite(options: PGliteOptions): Promise<PGlite> {
  return PGlite.create({
    ...options,
    extensions: { vector },
    postgresqlconf: ['shared_buffers=16MB', "timezone='UTC'"],
  })
}

function createPool(lite: PGlite): Pool {
  return new Pool({
    max: 1,
    user: 'postgres',
    database: 'postgres',
    stream: () => new PGliteSocket(lite),
  })
}
