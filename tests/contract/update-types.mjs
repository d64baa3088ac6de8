// Writes web/src/api/schema.d.ts from the OpenAPI document of the built server.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startServer } from './lib/server.mjs';
import { typesOf } from './lib/types.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const server = await startServer({ binary: `${process.env.MILLRACE_BIN_DIR ?? `${root}build/bin`}/millrace` });
try {
  const document = await (await fetch(`${server.url}/api/v1/openapi.json`)).json();
  await mkdir(`${root}web/src/api`, { recursive: true });
  await writeFile(`${root}web/src/api/schema.d.ts`, await typesOf(document));
} finally {
  await server.stop();
}
