// The document itself: valid, linted by a stranger, complete, and what the console's types were made from.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { typesOf } from '../lib/types.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const types = join(here, '../../../web/src/api/schema.d.ts');

export function documentSuite(context) {
  test('the document passes redocly lint', () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-openapi-'));
    try {
      const file = join(folder, 'openapi.json');
      writeFileSync(file, JSON.stringify(context.document.json));
      const lint = spawnSync(join(here, '../node_modules/.bin/redocly'),
        ['lint', file, '--config', join(here, '../redocly.yaml'), '--format', 'stylish'],
        { encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } });
      assert.equal(lint.status, 0, lint.stdout + lint.stderr);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('every schema compiles, also those that no test meets', () => {
    for (const name of Object.keys(context.document.json.components.schemas))
      context.document.validator({ $ref: `#/components/schemas/${name}` });
  });

  test('every operation is named once and says how it succeeds', () => {
    const ids = context.document.operations.map((o) => o.operationId);
    assert.equal(new Set(ids).size, ids.length, 'an operationId is used twice');
    for (const o of context.document.operations) {
      assert.ok(o.operationId && o.summary, `${o.method} ${o.path}`);
      assert.ok(Object.keys(o.responses).some((s) => /^[123]/.test(s)), `${o.method} ${o.path} never succeeds`);
    }
  });

  test('the resources of the spine are there', () => {
    const found = context.document.resources.map((r) => r.plural);
    for (const plural of ['users', 'workspaces', 'members', 'clusters', 'nodes', 'flavors', 'storages', 'training-jobs', 'code-packages', 'uploads', 'alerts'])
      assert.ok(found.includes(plural), `no resource ${plural}; there are ${found}`);
  });

  test('the console types are those of this document', async () => {
    let kept = '';
    try {
      kept = readFileSync(types, 'utf8');
    } catch {
      assert.fail('web/src/api/schema.d.ts is missing: run `npm run types` in tests/contract');
    }
    assert.ok(kept === await typesOf(context.document.json), 'web/src/api/schema.d.ts is older than the API: run `npm run types` in tests/contract');
  });
}
