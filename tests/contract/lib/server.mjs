// A server of the suite's own: a free port, an administrator, a folder that goes with it. The data are in
// `data` of that folder; the rest of it is for the tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export const adminPassword = 'contract-suite-admin';

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

async function answers(url) {
  try {
    return (await fetch(url)).status === 200;
  } catch {
    return false;
  }
}

async function untilReady(url, child, output) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(50)) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the server ended before it was ready:\n${output()}`);
    if (await answers(`${url}/readyz`)) return;
  }
  throw new Error(`the server did not get ready:\n${output()}`);
}

// database: a postgresql:// URL, or undefined for SQLite in the data folder.
export async function startServer({ binary, database }) {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-contract-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = ['server', '--data', join(folder, 'data'), '--listen', url.slice('http://'.length),
    '--gateway-listen', `127.0.0.1:${await freePort()}`];
  if (database) args.push('--database', database);
  const child = spawn(binary, args, {
    env: { ...process.env, MILLRACE_ADMIN_PASSWORD: adminPassword },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => { text += piece; });
  const ended = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const outcome = await Promise.race([ended, pause(30_000, undefined, { ref: false })]);
    if (!outcome) child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    return outcome ? child.exitCode : 'killed';
  };
  try {
    await untilReady(url, child, () => text);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, folder, stop, output: () => text };
}
