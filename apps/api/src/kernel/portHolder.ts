// Finds out who has a port, for the message that a start fails with.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/** `process 1234 (node src/main.ts)`, or `another process` where the system does not tell. */
export function describePortHolder(port: number): string {
  try {
    const pid = process.platform === 'linux' ? findOnLinux(port) : findByLsof(port)
    return pid ? `process ${pid.id} (${pid.name})` : 'another process'
  } catch {
    return 'another process'
  }
}

interface Holder {
  id: string
  name: string
}

/** A listening socket's inode, from the tables in /proc/net, is what some process has among its open files. */
function findOnLinux(port: number): Holder | undefined {
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8').split('\n'),
  )
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const columns = rows.map((row) => row.trim().split(/\s+/))
  const LISTENING = '0A'
  const inode = columns.find(
    ([, local, , state]) => local?.endsWith(suffix) && state === LISTENING,
  )?.[9]
  const id = readdirSync('/proc').find(
    (entry) => /^\d+$/.test(entry) && openFilesOf(entry).includes(`socket:[${inode}]`),
  )
  return id === undefined ? undefined : { id, name: nameOf(id) }
}

/** The program and its script; what follows may be nobody's business. */
function nameOf(pid: string): string {
  const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  const script = args.find((arg) => !arg.startsWith('-'))
  return [basename(program), script].filter(Boolean).join(' ')
}

function openFilesOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  } catch {
    // Another user's process, or one that has just ended.
    return []
  }
}

/** `lsof -F` prints one field a line, each behind its letter. macOS has it; Windows does not, and says so by failing. */
function findByLsof(port: number): Holder | undefined {
  const lines = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    encoding: 'utf8',
  }).split('\n')
  const field = (letter: string): string | undefined =>
    lines.find((line) => line.startsWith(letter))?.slice(1)
  const id = field('p')
  return id === undefined ? undefined : { id, name: field('c') ?? 'unknown' }
}
