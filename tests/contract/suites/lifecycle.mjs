// Every resource of the document: create → read → list → filter → change → conflict → replay → watch →
// delete. A new resource is walked without a line here.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { collectionPath, exampleOf, freshName, nameField } from '../lib/examples.mjs';
import { Events } from '../lib/events.mjs';

const idPattern = /^[0-9][0-9a-z]{25}$/;

// A change that every kind of its own knows: its description, or else its labels.
function change(resource) {
  const properties = resource.updateSchema.properties;
  return properties.description ? { description: freshName('changed') } : { labels: { changed: freshName() } };
}

// What was asked for is there; an answer may have more fields.
function holds(actual, asked, name) {
  if (asked === null || typeof asked !== 'object') return assert.deepEqual(actual, asked, name);
  for (const [part, value] of Object.entries(asked)) holds(actual?.[part], value, `${name}.${part}`);
}

class Walk {
  constructor(context, resource) {
    this.context = context;
    this.resource = resource;
    this.client = context.admin;
  }

  async begin() { this.path = await collectionPath(this.context, this.resource); }

  async create(body, options = {}) {
    const { body: made } = await this.client.expect(201, 'POST', this.path, { body: body ?? await exampleOf(this.context, this.resource), ...options });
    return made;
  }

  one(object) { return `${this.path}/${object.id}`; }

  async listed(query) {
    const items = [];
    for (let token = ''; ;) {
      const { body } = await this.client.expect(200, 'GET', `${this.path}?${query}${token && `&page_token=${encodeURIComponent(token)}`}`);
      items.push(...body.items);
      token = body.next_page_token;
      if (!token) return items;
      assert.ok(items.length < 10_000, 'the pages do not end');
    }
  }
}

async function createAndRead(walk) {
  const { client, resource, path } = walk;
  const body = await exampleOf(walk.context, resource);
  const answer = await client.expect(201, 'POST', path, { body });
  const object = answer.body;
  assert.match(object.id, idPattern);
  assert.equal(object.kind, resource.kind);
  if (nameField(resource)) assert.equal(object.name, body[nameField(resource)]);
  assert.equal(answer.headers.get('etag'), `"${object.version}"`);
  assert.ok(answer.headers.get('location')?.endsWith(`/${object.id}`));
  for (const [name, value] of Object.entries(JSON.parse(JSON.stringify(body))))
    if (name in resource.readSchema.properties && !name.startsWith('flavor')) holds(object[name], value, name);
  const byId = await client.expect(200, 'GET', walk.one(object));
  assert.equal(byId.body.name, object.name);
  const byName = await client.expect(200, 'GET', `${path}/${encodeURIComponent(object.name)}`);
  assert.equal(byName.body.id, object.id);
  await client.expect(404, 'GET', `${path}/${freshName('nobody')}`);
}

async function namesAreUnique(walk) {
  const { client, resource, path } = walk;
  if (!nameField(resource)) return;
  const body = await exampleOf(walk.context, resource);
  const object = await walk.create(body);
  if (resource.kind === 'upload') {  // called as its file is; the newest of the name is found
    const newer = await walk.create(body);
    assert.equal((await client.expect(200, 'GET', `${path}/${encodeURIComponent(object.name)}`)).body.id, newer.id);
    return;
  }
  await client.expect(409, 'POST', path, { body });
  if (!resource.can.remove) return;
  await client.expect(204, 'DELETE', walk.one(object));
  await walk.create(body);
}

async function pagesAndFilters(walk) {
  const made = [];
  for (let i = 0; i < 3; ++i) made.push(await walk.create());
  const paged = await walk.listed('page_size=2');
  const ids = paged.map((o) => o.id);
  assert.equal(new Set(ids).size, ids.length, 'an object is on two pages');
  for (const object of made) assert.ok(ids.includes(object.id), 'an object is on no page');
  const filtered = await walk.listed(`filter=${encodeURIComponent(`name = "${made[1].name}"`)}`);
  assert.deepEqual(filtered.map((o) => o.id), [made[1].id]);
  const descending = await walk.listed(`page_size=2&order_by=${encodeURIComponent('created_at desc')}`);
  const times = descending.map((o) => o.created_at);
  assert.deepEqual(times, [...times].sort().reverse());
  for (const bad of ['filter=nonsense', 'filter=secret_field%20%3D%201', 'filter=name%20%3D', 'order_by=nothing', 'page_size=0', 'page_size=1e9', 'page_size=x', 'page_token=%21%21'])
    await walk.client.expect(400, 'GET', `${walk.path}?${bad}`);
}

async function changesAndConflicts(walk) {
  const { client, resource } = walk;
  const object = await walk.create();
  const patch = change(resource);
  const changed = await client.expect(200, 'PATCH', walk.one(object), { body: patch, headers: { 'if-match': `"${object.version}"` } });
  for (const [name, value] of Object.entries(patch)) assert.deepEqual(changed.body[name], value);
  assert.ok(changed.body.version > object.version, 'the version does not grow');
  assert.ok(changed.body.revision > object.revision, 'the revision does not grow');
  await client.expect([409, 412], 'PATCH', walk.one(object), { body: change(resource), headers: { 'if-match': `"${object.version}"` } });
  const again = await client.expect(200, 'GET', walk.one(object));
  for (const [name, value] of Object.entries(patch)) assert.deepEqual(again.body[name], value, 'a refused change was made');
  await client.expect(400, 'PATCH', walk.one(object), { body: patch, headers: { 'if-match': 'yesterday' } });
  await client.expect(400, 'PATCH', walk.one(object), { body: { no_such_field: 1 } });
  await client.expect(400, 'PATCH', walk.one(object), { body: { id: object.id } });
  await client.expect(404, 'PATCH', `${walk.path}/${freshName('nobody')}`, { body: patch });
  if (resource.can.remove)
    await client.expect([409, 412], 'DELETE', walk.one(object), { headers: { 'if-match': `"${object.version}"` } });
}

async function replaysCountOnce(walk) {
  const { client, resource, path } = walk;
  const body = await exampleOf(walk.context, resource);
  const headers = { 'idempotency-key': freshName('key') };
  const first = await client.expect(201, 'POST', path, { body, headers });
  const second = await client.expect(201, 'POST', path, { body, headers });
  assert.equal(second.body.id, first.body.id);
  assert.equal(second.body.secret, undefined, 'a replay shows the secret again');
  const other = { ...await exampleOf(walk.context, resource), labels: { other: 'body' } };
  await client.expect(409, 'POST', path, { body: other, headers });
}

async function watched(walk) {
  const { client, resource, path } = walk;
  const events = await Events.open(client, `${path}?watch=true`);
  assert.equal(events.status, 200);
  assert.match(events.type, /^text\/event-stream/);
  const object = await walk.create();
  const mine = (op) => (e) => e.event === op && e.json.id === object.id;
  const created = await events.next(mine('created'));
  const complaints = walk.context.document.validator({ $ref: `#/components/schemas/${schemaName(resource)}` });
  assert.ok(complaints(created.json), `an event holds no whole object: ${JSON.stringify(complaints.errors)}`);
  let last = created;
  if (resource.can.update) {
    await client.expect(200, 'PATCH', walk.one(object), { body: change(resource) });
    last = await events.next(mine('updated'));
  }
  events.close();
  if (resource.can.remove) await client.expect(204, 'DELETE', walk.one(object));
  const resumed = await Events.open(client, `${path}?watch=true`, { 'last-event-id': created.id });
  assert.equal(resumed.status, 200);
  if (resource.can.update) assert.equal((await resumed.next(mine('updated'))).id, last.id, 'a resumed watch misses or renumbers');
  if (resource.can.remove) await resumed.next(mine('deleted'));
  resumed.close();
  assert.equal((await Events.open(client, `${path}?watch=true`, { 'last-event-id': 'x' })).status, 400);
}

const schemaName = (resource) => resource.kind.split('_').map((w) => w[0].toUpperCase() + w.slice(1)).join('');

async function deleted(walk) {
  const { client } = walk;
  const object = await walk.create();
  await client.expect(204, 'DELETE', walk.one(object));
  await client.expect(404, 'GET', walk.one(object));
  await client.expect(404, 'DELETE', walk.one(object));
  assert.ok(!(await walk.listed('page_size=500')).some((o) => o.id === object.id), 'a deleted object is listed');
}

export function lifecycleSuite(context) {
  for (const resource of context.document.resources)
    describe(`life of ${resource.plural}`, () => {
      const walk = new Walk(context, resource);
      const step = (name, offered, act) => offered && test(name, async () => {
        await walk.begin();
        await act(walk);
      });
      const { create, update, remove, read } = resource.can;
      step('create and read', create && read, createAndRead);
      step('a name is taken once', create, namesAreUnique);
      step('pages, filters, order', create, pagesAndFilters);
      step('changes and conflicts', create && update, changesAndConflicts);
      step('a replayed create counts once', create, replaysCountOnce);
      step('watch and resume', create, watched);
      step('delete', create && remove, deleted);
      step('list and read what the server made', !create, async () => {
        for (const object of await walk.listed('page_size=500'))
          await context.admin.expect(200, 'GET', walk.one(object));
      });
    });
}
