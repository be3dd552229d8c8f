// Starts the real binary with demo data on a free port; one server for all tests of a worker.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = resolve(__dirname, '../../..')
const kReadyMs = 20_000

export interface RunningServer {
  url: string
  email: string
  password: string
  /** Lets time pass for the server (debug builds). */
  advance(ms: number): void
  aheadMs(): number
  stop(): Promise<void>
}

function binary(): string {
  const found = [process.env.USHER_BINARY, join(root, 'build/debug/usher'), join(root, 'build/release/usher')].find((path) => path && existsSync(path))
  if (!found) throw new Error('No usher to test: build it first, or set USHER_BINARY.')
  return found
}

export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer()
    server.on('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function ready(url: string, server: ChildProcess, log: string[]) {
  const end = Date.now() + kReadyMs
  while (Date.now() < end) {
    if (server.exitCode !== null) throw new Error(`usher ended at once:\n${log.join('')}`)
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((wait) => setTimeout(wait, 50))
  }
  throw new Error(`usher was not ready in time:\n${log.join('')}`)
}

function addAdmin(dir: string, where: string[]): Promise<string> {
  const [email, password] = ['admin@example.com', 'a-long-first-evening']
  return new Promise((done, failed) => {
    const command = execFile(binary(), ['user', 'add', '--email', email, '--role', 'admin', ...where], { cwd: dir }, (error, _out, fault) => (error ? failed(new Error(fault)) : done(`Administrator: ${email}\nPassword: ${password}`)))
    command.stdin?.end(`${password}\n`)
  })
}

/** `empty`: a house in which nobody has done anything yet, but an administrator is there. */
export async function startServer(settings: (url: string) => NodeJS.ProcessEnv = () => ({}), { empty = false } = {}): Promise<RunningServer> {
  const dir = mkdtempSync(join(tmpdir(), 'usher-browser-'))
  const where = ['--database', `sqlite:${join(dir, 'usher.db')}`, '--data-dir', dir]
  const stdout = empty ? await addAdmin(dir, where.slice(0, 2)) : (await promisify(execFile)(binary(), ['demo', ...where], { cwd: dir })).stdout
  const read = (label: string) => stdout.match(new RegExp(`${label}:\\s+(\\S+)`))?.[1] ?? ''
  const port = await freePort()
  const clock = join(dir, 'clock')
  let aheadMs = 0
  const url = `http://127.0.0.1:${port}`
  const server = spawn(binary(), ['serve', '--listen', `127.0.0.1:${port}`, ...where], { cwd: dir, env: { ...process.env, USHER_TEST_CLOCK_FILE: clock, ...settings(url) } })
  const log: string[] = []
  server.stdout.on('data', (text: Buffer) => log.push(text.toString()))
  server.stderr.on('data', (text: Buffer) => log.push(text.toString()))
  await ready(url, server, log)
  return {
    url,
    email: read('Administrator'),
    password: read('Password'),
    aheadMs: () => aheadMs,
    advance(ms) {
      aheadMs += ms
      writeFileSync(clock, String(aheadMs))
    },
    async stop() {
      const ended = new Promise((done) => server.once('exit', done))
      server.kill('SIGTERM')
      await ended
      rmSync(dir, { recursive: true, force: true })
    }
  }
}
