// permissions.csv against live accounts: each row whose permission guards a live operation is tried in each
// column; the others are printed by name.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { collectionPath, exampleOf, freshName, nameField } from '../lib/examples.mjs';
import { requestSchema } from '../lib/document.mjs';
import { upload } from '../lib/tiny_model.mjs';

const matrix = new URL('../../../src/auth/permissions.csv', import.meta.url);

function rows() {
  const [head, ...lines] = readFileSync(matrix, 'utf8').trim().split('\n').map((l) => l.trim().split(','));
  return lines.map((line) => Object.fromEntries(head.map((name, i) => [name, line[i]])));
}

async function person(context, account, role) {
  const password = randomBytes(12).toString('hex');
  await context.admin.expect(201, 'POST', '/api/v1/users', { body: { account, password, groups: ['ordinary'] } });
  await context.admin.expect(201, 'POST', `/api/v1/workspaces/${context.workspace}/members`, { body: { account, roles: [role] } });
  return context.login(account, password);
}

// Each column: who acts, and on whose objects.
async function people(context) {
  const admin = await person(context, freshName('wsadmin'), 'workspace_admin');
  const developer = await person(context, freshName('developer'), 'developer');
  const stranger = await person(context, freshName('stranger'), 'developer');
  const operator = await person(context, freshName('operator'), 'operator');
  return {
    workspace_admin: { actor: admin, owner: stranger },
    developer_own: { actor: developer, owner: developer },
    developer_others: { actor: developer, owner: stranger },
    operator_own: { actor: operator, owner: operator },
    operator_others: { actor: operator, owner: stranger },
  };
}

// The name under which the server decides an operation's permission.
async function canonical(context, permission) {
  const { body } = await context.admin.expect([200, 400], 'GET', `/api/v1/auth/explain?permission=${permission}`);
  return body.permission;
}

async function operationsByRow(context) {
  const found = new Map();
  for (const o of context.document.operations) {
    if (!o['x-permission'] || !o.path.startsWith('/api/v1/workspaces/{ws}/')) continue;
    const row = await canonical(context, o['x-permission']);
    if (row) found.set(row, [...(found.get(row) ?? []), o]);
  }
  return found;
}

// /api/v1/workspaces/{ws}/alerts/{id} begins with /api/v1/workspaces too: the longest one is it.
const kindOf = (context, operation) => context.document.resources
  .filter((r) => operation.path === r.collection || operation.path.startsWith(`${r.collection}/`) || operation.path.startsWith(`${r.collection}:`))
  .sort((a, b) => b.collection.length - a.collection.length)[0];
const isPlain = (operation, resource) => operation.path === resource.collection || operation.path === `${resource.collection}/{id}`;

// Brings the object to where the operation makes sense, as its owner.
async function prepare(context, operation, path, owner) {
  if (operation.path.includes('/files/{')) await owner.send('PUT', `${path}/files/train.sh`, { raw: 'true\n' });
  if (/:download$/.test(operation.path)) await owner.send('PUT', `${path}/files/train.sh`, { raw: 'true\n' });
  if (operation.path.includes('/rows/{row}')) await owner.send('POST', `${path}:import?format=jsonl`, { raw: '{"instruction":"a","output":"b"}\n' });
  if (!operation.path.includes('{run}')) return undefined;
  const { body } = await owner.expect(200, 'POST', `${path}:start`);
  if (operation.path.includes('{instance}')) await untilPlaced(owner, `${path}/runs/${body.current_run}`);
  return body.current_run;
}

// Instances are there once the scheduler has found room.
async function untilPlaced(owner, path) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(50)) {
    const { body } = await owner.expect(200, 'GET', path);
    if (body.instances.length > 0 && body.attempt > 0) return;
  }
  assert.fail(`${path} got no instances`);
}

// Only what was imported can be shared.
async function sharedBy(context, column, owner) {
  const at = `/api/v1/workspaces/${context.workspace}`;
  const id = await upload(owner, context.workspace, 'a.txt', Buffer.from('abc'));
  const model = await owner.send('POST', `${at}/models`, { body: { name: freshName() } });
  if (model.status === 403 && column === 'operator_own') return undefined;
  assert.equal(model.status, 201);
  const { body: version } = await owner.expect(201, 'POST', `${at}/models/${model.body.id}/versions`, { body: { source: { upload: id } } });
  const path = `${at}/models/${model.body.id}/versions/${version.id}`;
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(50))
    if ((await owner.expect(200, 'GET', path)).body.state === 'ready') break;
  return (await owner.expect(201, 'POST', `${path}:share`, { body: { days: 1 } })).body.id;
}

// An import into the data set, or an old version of it: the newest cannot be deleted.
async function broughtIn(resource, collection, owner) {
  const set = collection.replace(/\/[a-z]+$/, '');
  const bring = () => owner.expect(200, 'POST', `${set}:import?format=jsonl`, { raw: '{"instruction":"a","output":"b"}\n' });
  const { body } = await bring();
  if (resource.kind === 'labeled_dataset_import') return body.import;
  const { body: version } = await owner.expect(200, 'POST', `${set}:publish`, { body: {} });
  await bring();
  return version.id;
}

// A new object of the owner's; undefined when its role may have none.
async function makeFor(context, resource, column, owner, collection = resource.collection.replace('{ws}', context.workspace)) {
  if (resource.kind === 'run') {  // made by starting something
    const job = await makeFor(context, context.document.resources.find((r) => r.kind === 'training_job'), column, owner);
    if (job === undefined) return undefined;
    const { body } = await owner.expect(200, 'POST', `${collection.replace('/runs', '/training-jobs')}/${job}:start`);
    return body.current_run;
  }
  if (resource.kind === 'share_code') return sharedBy(context, column, owner);
  if (resource.kind.startsWith('labeled_dataset_')) return broughtIn(resource, collection, owner);
  const made = await owner.send('POST', collection, { body: await exampleOf(context, resource, owner, context.workspace) });
  if (made.status === 403 && column === 'operator_own') return undefined;
  assert.equal(made.status, 201, `${resource.plural}: ${JSON.stringify(made.body)}`);
  return made.body.id;
}

async function attempt(context, operation, resource, column, { actor, owner }) {
  const collection = await collectionPath(context, resource, context.workspace, owner);
  let path = operation.path.replace(resource.collection, collection);
  if (path.includes('{id}')) {
    const id = await makeFor(context, resource, column, owner, collection);
    if (id === undefined) return undefined;
    path = path.replace('{id}', id);
    const run = await prepare(context, operation, `${collection}/${id}`, owner);
    path = path.replace('{run}', run).replace('{instance}', '0').replace('{path}', 'train.sh')
      .replace('{row}', '1').replace('{sha256}', '0'.repeat(64));
  }
  let body;
  if (operation.method === 'POST' && path === collection) body = await exampleOf(context, resource, actor, context.workspace);
  else if (requestSchema(operation)) body = operation.method === 'PATCH' ? { labels: { a: 'b' } } : { [nameField(resource) ?? 'name']: freshName() };
  return actor.send(operation.method, path, { body, raw: operation.method === 'PUT' ? 'true\n' : undefined });
}

async function tryCell(context, operation, resource, column, who, wanted) {
  const answer = await attempt(context, operation, resource, column, who);
  if (answer === undefined) return false;
  const told = `${operation['x-permission']} as ${column}: ${operation.method} ${operation.path} → ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
  if (wanted === 'allow') {
    const unheard = operation.path.includes('{sha256}') && /no such image/.test(answer.body?.detail);
    assert.ok(![401, 403, 404].includes(answer.status) || unheard, `was refused: ${told}`);
    if (isPlain(operation, resource)) assert.ok(answer.status < 300, `did not succeed: ${told}`);
  } else {
    assert.ok([403, 404].includes(answer.status), `was not refused: ${told}`);
    if (answer.status === 403) assert.match(answer.body.detail, /[a-z_]+\.[a-z_]+/, `names no permission: ${told}`);
  }
  return true;
}

async function membersAreSpecial(context, row, column, who, wanted) {
  const collection = `/api/v1/workspaces/${context.workspace}/members`;
  const account = freshName('m');
  await context.admin.expect(201, 'POST', '/api/v1/users', { body: { account, password: randomBytes(12).toString('hex') } });
  const add = { body: { account, roles: ['developer'] } };
  if (row !== 'workspace_member.add') await context.admin.expect(201, 'POST', collection, add);
  const { body } = await context.admin.expect(200, 'GET', `${collection}?page_size=500`);
  const id = body.items.find((m) => m.account === account)?.id;
  const answer = await {
    'workspace_member.add': () => who.actor.send('POST', collection, add),
    'workspace_member.list': () => who.actor.send('GET', collection),
    'workspace_member.update': () => who.actor.send('PATCH', `${collection}/${id}`, { body: { roles: ['operator'] } }),
    'workspace_member.delete': () => who.actor.send('DELETE', `${collection}/${id}`),
  }[row]();
  const told = `${row} as ${column}: ${answer.status} ${JSON.stringify(answer.body)}`;
  if (wanted === 'allow') assert.ok(answer.status < 300, `was refused: ${told}`);
  else assert.ok([403, 404].includes(answer.status), `was not refused: ${told}`);
}

export async function permissionSuite(context) {
  context.workspace = freshName('perm');
  await context.admin.expect(201, 'POST', '/api/v1/workspaces', { body: { name: context.workspace } });
  const columns = await people(context);
  const live = await operationsByRow(context);
  const without = [];
  describe('permissions.csv', () => {
    for (const row of rows()) {
      // What the manual does not say of developers: others' objects are not theirs to touch.
      const wanted = { ...row, developer_others: row.developer_own === 'none' ? 'none' : 'deny' };
      if (row.permission.startsWith('workspace_member.')) {
        for (const column of ['workspace_admin', 'developer_own', 'operator_own', 'operator_others'])
          test(`${row.permission} as ${column}: ${wanted[column]}`, () => membersAreSpecial(context, row.permission, column, columns[column], wanted[column]));
        continue;
      }
      const operations = live.get(row.permission) ?? [];
      if (operations.length === 0) without.push(row.permission);
      for (const operation of operations)
        for (const [column, who] of Object.entries(columns)) {
          const onCollection = !operation.path.includes('{id}');
          if (wanted[column] === 'none' || (onCollection && column.endsWith('_others'))) continue;
          test(`${row.permission} as ${column}: ${wanted[column]} (${operation.method} ${operation.path})`, async (t) => {
            const resource = kindOf(context, operation);
            if (!await tryCell(context, operation, resource, column, who, wanted[column])) t.skip('has no such object');
          });
        }
    }
    test('rows without a live resource are known by name', (t) => {
      t.diagnostic(`no live resource yet for ${without.length} of ${rows().length} rows: ${without.join(' ')}`);
      assert.ok(without.length < rows().length);
    });
  });
}
