// Purpose: Debian's PgBouncer in transaction mode before a test's PostgreSQL. Place: tests/support.
//
//   const bouncer = await startBouncer(postgres);
//   bouncer.url('postgresql://usher_app@127.0.0.1:5432/usher')   // the same through it
//   await bouncer.kill9(); await bouncer.start(); bouncer.stop();
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PGBOUNCER = '/usr/sbin/pgbouncer';
const START_LIMIT_MS = 5000;

export async function startBouncer(postgres) {
  const bouncer = new Bouncer(postgres, await freePort());
  await bouncer.start();
  return bouncer;
}

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(true) || socket.destroy());
    socket.on('error', () => resolve(false));
  });
}

class Bouncer {
  constructor(postgres, port) {
    this.port = port;
    this.directory = fs.mkdtempSync(path.join(os.tmpdir(), 'usher-pgbouncer-'));
    // It refuses to run as root, as PostgreSQL does.
    this.identity = process.getuid() === 0
      ? { uid: Number(execFileSync('id', ['-u', 'postgres'])), gid: Number(execFileSync('id', ['-g', 'postgres'])) }
      : {};
    fs.writeFileSync(path.join(this.directory, 'users'), '"usher_app" ""\n"usher_owner" ""\n');
    fs.writeFileSync(path.join(this.directory, 'ini'), `
[databases]
* = host=127.0.0.1 port=${postgres.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${path.join(this.directory, 'users')}
pool_mode = transaction
default_pool_size = 20
max_client_conn = 200
`);
    fs.chmodSync(this.directory, 0o755);
  }

  url(direct) {
    const url = new URL(direct);
    url.port = String(this.port);
    url.searchParams.set('prepare', 'off');
    return url.href;
  }

  async start() {
    const log = fs.openSync(path.join(this.directory, 'log'), 'a');
    this.child = spawn(PGBOUNCER, ['-q', path.join(this.directory, 'ini')],
      { stdio: ['ignore', log, log], ...this.identity });
    fs.closeSync(log);
    this.exited = new Promise((resolve) => this.child.once('exit', resolve));
    process.once('exit', () => this.child.kill('SIGKILL'));
    const until = Date.now() + START_LIMIT_MS;
    while (!(await isOpen(this.port))) {
      if (Date.now() > until || this.child.exitCode !== null) {
        throw new Error(`PgBouncer did not start: ${fs.readFileSync(path.join(this.directory, 'log'))}`);
      }
      await sleep(20);
    }
  }

  async kill9() {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  stop() {
    this.child.kill('SIGKILL');
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}
