// What must be refused: bodies that are no JSON, and for each field of each resource wrong kinds, too
// long, too large, not in the list. Always 4xx in words that name the field, never a 5xx, never accepted.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { resolve } from '../lib/document.mjs';
import { collectionPath, exampleOf, nameField } from '../lib/examples.mjs';

const broken = [
  ['nothing but a brace', '{'], ['no quotes', '{name:1}'], ['a comma too many', '{"name":"a",}'], ['two documents', '{}{}'],
  ['a list', '[]'], ['a text', '"x"'], ['null', 'null'], ['a number', '12'], ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['a lone surrogate', '{"name":"\\ud800"}'], ['the same key twice', '{"name":"a","name":"b"}'], ['NaN', '{"name":NaN}'],
  ['very deep', '['.repeat(100_000)], ['very deep objects', '{"a":'.repeat(2_000) + '1' + '}'.repeat(2_000)],
];

// Values that do not fit a schema, each with a word for it.
function misfits(document, schema) {
  const s = resolve(document, schema);
  const types = new Set([s.type ?? []].flat());
  for (const choice of s.anyOf ?? s.oneOf ?? []) for (const t of [resolve(document, choice).type ?? []].flat()) types.add(t);
  if (types.size === 0 && !s.enum) return [];
  const kinds = { string: 'text', integer: 1, number: 1.5, boolean: true, array: [1], object: { a: 1 } };
  if (types.has('number')) types.add('integer');
  const found = Object.entries(kinds).filter(([t]) => !types.has(t) && !s.enum).map(([t, v]) => [`a ${t}`, v]);
  const inner = [s, ...(s.anyOf ?? s.oneOf ?? []).map((c) => resolve(document, c))];
  for (const i of inner) {
    if (i.enum) found.push(['a word not in the list', 'no_such_word'], ['a number for a word', 7]);
    if (i.maxLength && i.maxLength < 100_000) found.push(['too long', 'x'.repeat(i.maxLength + 1)]);
    if (i.minLength) found.push(['too short', 'x'.repeat(i.minLength - 1)]);
    if (i.maximum !== undefined) found.push(['too large', i.maximum + 1]);
    if (i.minimum !== undefined) found.push(['too small', i.minimum - 1]);
    if (i.maxItems !== undefined && i.maxItems < 5_000) found.push(['too many', Array(i.maxItems + 1).fill('x')]);
  }
  if (types.has('integer') && !types.has('object')) found.push(['beyond 64 bits', 1e300]);
  if (types.has('integer') && ![...inner].some((i) => [i.type].flat().includes('number'))) found.push(['a fraction', 1.5]);
  return found;
}

// One place for all that is refused: nothing is made there.
async function place(context, resource) {
  context.places ??= new Map();
  if (!context.places.has(resource)) context.places.set(resource, collectionPath(context, resource));
  return context.places.get(resource);
}

async function refused(context, resource, body, field, what) {
  const answer = await context.admin.send('POST', await place(context, resource), { body });
  const told = `${resource.plural}: ${what} as ${field}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
  assert.ok(answer.status === 400 || answer.status === 422, `was not refused as invalid: ${told}`);
  assert.ok(answer.body.violations?.some((v) => v.field === field || v.field.startsWith(`${field}.`) || v.field.startsWith(`${field}[`)),
    `no violation names the field: ${told}`);
}

function fieldsOf(context, resource) {
  test('wrong values of every field', async () => {
    const { json } = context.document;
    for (const [field, schema] of Object.entries(resource.createSchema.properties))
      for (const [what, value] of misfits(json, schema)) {
        const body = await exampleOf(context, resource);
        body[field] = value;
        await refused(context, resource, body, field, what);
      }
  });
  test('fields that nobody knows or may set', async () => {
    for (const field of ['no_such_field', 'id', 'created_at', 'version', 'owner', '__proto__', ''])
      await refused(context, resource, Object.assign(Object.create(null), await exampleOf(context, resource), { [field]: 'x' }), field, 'a value');
  });
  test('missing required fields', async () => {
    for (const field of resource.createSchema.required ?? []) {
      const body = await exampleOf(context, resource);
      delete body[field];
      await refused(context, resource, body, field, 'nothing');
    }
  });
  test('names that are none', async () => {
    const field = nameField(resource);
    if (!field) return;
    for (const name of ['', ' ', 'a/b', '01kavq0000000000000000000z', 'a\u0000b', 'x'.repeat(300), '\u202eabc']) {
      if (resource.kind === 'upload' && name !== '' && name.length < 300) continue;  // a file's name, not an object's
      await refused(context, resource, { ...await exampleOf(context, resource), [field]: name }, field, JSON.stringify(name));
    }
  });
}

function bodies(context, resource) {
  test('bodies that are no JSON object', async () => {
    for (const [what, raw] of broken) {
      const answer = await context.admin.send('POST', await place(context, resource), { raw, headers: { 'content-type': 'application/json' } });
      assert.ok([400, 413, 422].includes(answer.status), `${what}: ${answer.status}`);
    }
  });
  test('bodies that say they are no JSON', async () => {
    const good = JSON.stringify(await exampleOf(context, resource));
    for (const type of ['application/x-www-form-urlencoded', 'text/plain;charset=UTF-8', 'application/json; charset=utf-16']) {
      const { body } = await context.admin.expect(415, 'POST', await place(context, resource), { raw: good, headers: { 'content-type': type } });
      assert.match(body.detail, /Content-Type: application\/json/, `says nothing of the header to send: ${body.detail}`);
    }
    for (const operation of context.document.operations.filter((o) => o.requestBody))
      assert.ok(operation.responses['415'], `${operation.method} ${operation.path}: 415 is not documented`);
  });
}

function paths(context) {
  test('paths and ids that are none', async () => {
    const bad = ['%00', '%2e%2e', '..%2f..%2fetc%2fpasswd', '%ff', 'a'.repeat(4_000), "'%20OR%201=1--", '%F0%9F%98%80', ':start', '01kavq0000000000000000000z'];
    for (const resource of context.document.resources)
      for (const id of bad) {
        const { status } = await context.admin.send('GET', `${await place(context, resource)}/${id}`, { documented: false });
        assert.ok(status >= 400 && status < 500, `${resource.plural}/${id}: ${status}`);
      }
    for (const path of ['/api/v1/nothing', '/api/v2/users', '/api/v1/workspaces/nowhere/training-jobs', '/api/v1//users'])
      await context.admin.expect([400, 404], 'GET', path, { documented: false });
    const wrong = await context.admin.expect(405, 'DELETE', '/api/v1/users', { documented: false });
    assert.ok(wrong.headers.get('allow')?.includes('GET'));
  });

  test('without a token, or with a wrong one, nothing is told', async () => {
    for (const headers of [{ authorization: '' }, { authorization: 'Bearer nonsense' }, { authorization: 'Basic YTpi' }, { authorization: `Bearer ${'x'.repeat(5_000)}` }])
      for (const o of context.document.operations) {
        if (o.security?.length === 0 || o.method === 'HEAD') continue;
        const path = o.path.replaceAll(/\{[^{}]+\}/g, 'x');
        const { status } = await context.admin.send(o.method, path, { headers, documented: false, body: ['POST', 'PATCH', 'PUT'].includes(o.method) ? {} : undefined });
        assert.ok(status === 401 || status === 404 && path.endsWith('/terminal') || status === 426 || status === 400 && o['x-websocket'], `${o.method} ${path}: ${status}`);
      }
  });
}

// Bytes as they are, and the first line that comes back.
function rawly(url, bytes) {
  const { hostname, port } = new URL(url);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (piece) => {
      text += piece;
      if (text.includes('\r\n')) {
        socket.destroy();
        done(text.split('\r\n')[0]);
      }
    });
    socket.on('close', () => done(text.split('\r\n')[0]));
    socket.on('error', (error) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? done('') : failed(error)));
  });
}

function protocol(context) {
  test('requests that are no HTTP are refused, and the server goes on', async () => {
    const requests = ['\u0000\u0001\u0002\r\n\r\n', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(5_000)}\r\n`, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc',
      'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n'];
    for (const bytes of requests) {
      const line = await rawly(context.url, bytes);
      assert.match(line, /^(HTTP\/1\.[01] 4\d\d .*|HTTP\/1\.1 505 .*|)$/, `${JSON.stringify(bytes.slice(0, 60))}: ${line}`);
    }
    assert.match(await rawly(context.url, requests.at(-1)), / 413 /);
    assert.equal((await fetch(`${context.url}/healthz`)).status, 200);
  });
}

export function negativeSuite(context) {
  for (const resource of context.document.resources.filter((r) => r.can.create))
    describe(`bad input for ${resource.plural}`, () => {
      fieldsOf(context, resource);
      bodies(context, resource);
    });
  describe('bad requests', () => {
    paths(context);
    protocol(context);
  });
}
