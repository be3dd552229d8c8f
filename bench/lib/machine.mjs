// Purpose: what a figure depends on besides our code. Place: bench/lib.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../../tests/support/server.mjs';

const output = (program, ...args) => execFileSync(program, args, { cwd: ROOT }).toString().trim();

/** Median time of appending 8 kB to a file and making it durable, as a commit to SQLite's WAL does. */
export function fdatasyncMs(directory, count = 300) {
  const file = path.join(directory, 'fsync');
  const block = Buffer.alloc(8192, 1);
  const times = [];
  const fd = fs.openSync(file, 'w');
  for (let i = 0; i < count; ++i) {
    const began = process.hrtime.bigint();
    fs.writeSync(fd, block);
    fs.fdatasyncSync(fd);
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  fs.closeSync(fd);
  fs.rmSync(file);
  return times.sort((a, b) => a - b)[count >> 1];
}

/** As a list in Markdown. */
export function conditions(directory) {
  const cpu = os.cpus();
  const dirty = output('git', 'status', '--porcelain', '--untracked-files=no') ? ', with changes' : '';
  return [
    `commit ${output('git', 'rev-parse', '--short', 'HEAD')}${dirty}, release build`,
    `${cpu.length} × ${cpu[0].model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Linux ${os.release()}`,
    `disk: ${output('stat', '-f', '-c', '%T', directory)}; one fdatasync of 8 kB: ${fdatasyncMs(directory).toFixed(2)} ms (median)`,
    'SQLite, WAL, synchronous=FULL',
  ].map((line) => `- ${line}`).join('\n');
}
