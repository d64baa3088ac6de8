// Starts a server, runs every suite against it, ends it. The server is $MILLRACE_BIN_DIR/millrace; with
// MILLRACE_TEST_POSTGRES its database is that PostgreSQL, else SQLite in its data folder.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Client, login } from './lib/client.mjs';
import { Document } from './lib/document.mjs';
import { adminPassword, startServer } from './lib/server.mjs';
import { documentSuite } from './suites/document.mjs';
import { lifecycleSuite } from './suites/lifecycle.mjs';
import { negativeSuite } from './suites/negative.mjs';
import { permissionSuite } from './suites/permissions.mjs';

const folder = process.env.MILLRACE_BIN_DIR ?? new URL('../../build/bin', import.meta.url).pathname;
const server = await startServer({ binary: join(folder, 'millrace'), database: process.env.MILLRACE_TEST_POSTGRES });
try {
  const response = await fetch(`${server.url}/api/v1/openapi.json`);
  assert.equal(response.status, 200);
  const context = { url: server.url, folder: server.folder, document: new Document(await response.json()) };
  context.anyone = new Client(context, undefined);
  context.admin = await login(context, 'admin', adminPassword);
  context.login = (account, password) => login(context, account, password);
  documentSuite(context);
  lifecycleSuite(context);
  negativeSuite(context);
  await permissionSuite(context);
} catch (error) {
  await server.stop();
  console.error(server.output());
  throw error;
}
after(async () => {
  const status = await server.stop();
  if (process.exitCode || status !== 0) console.error(server.output().split('\n').slice(-50).join('\n'));
  assert.equal(status, 0, 'the server did not end well');
});
test('the server is alive after all of it', async () => {
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
});
