// A body that creates one object of a resource: what the document gives as its example, or else the
// required fields filled by their schemas. Only what no schema can say is written here.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolve } from './document.mjs';
import { rows, tinyModel, upload } from './tiny_model.mjs';

let count = 0;
// Letters, digits and underscores fit every rule for names.
export const freshName = (prefix = 'c') => `${prefix}_${(++count).toString(36)}_${randomBytes(3).toString('hex')}`;

const special = {
  async user() { return { password: randomBytes(12).toString('hex'), groups: ['ordinary'] }; },
  async workspace_member(context) {
    const account = freshName('m');
    await context.admin.expect(201, 'POST', '/api/v1/users', { body: { account, password: randomBytes(12).toString('hex') } });
    return { account, roles: ['developer'] };
  },
  async training_job(context) { return { command: 'true', mode: 'single', flavor: await aFlavor(context) }; },
  async fine_tune(context, client, workspace) {
    const flavor = await aFlavor(context);
    const { base_model, owner } = await aBaseModel(context, client, workspace);
    return { base_model, train_data: [{ upload: await upload(owner, workspace, 'rows.jsonl', rows) }], flavor, params: undefined };
  },
  async clean_task(context, client, workspace) {
    return { dataset: await aDataset(context, client, workspace), flavor: await aFlavor(context), worker_count: 0 };
  },
  async storage(context) {
    const path = join(context.folder, freshName('storage'));
    await mkdir(path, { recursive: true });
    return { type: 'local', path };
  },
  async base_dataset(context) { return { storage: await modelStorage(context), path: 'm' }; },
  async upload() { return { size: 3, sha256: createHash('sha256').update('abc').digest('hex') }; },
  // Mounted: its versions name a folder, and need no upload each.
  async model() { return { source: 'mounted' }; },
  async model_version(context) { return { source: { storage: await modelStorage(context), path: 'm' } }; },
  async alert() { return { events: ['failed'], webhook_url: 'https://example.org/hook' }; },
};

// A storage with a folder "m" of one file, made once.
async function modelStorage(context) {
  context.modelStorage ??= (async () => {
    const path = join(context.folder, freshName('storage'));
    await mkdir(join(path, 'm'), { recursive: true });
    await writeFile(join(path, 'm', 'train.sh'), 'true\n');
    const { body } = await context.admin.expect(201, 'POST', '/api/v1/storages', { body: { name: freshName('models'), type: 'local', path } });
    return body.id;
  })();
  return context.modelStorage;
}

async function aFlavor(context) {
  const { body } = await context.admin.expect(200, 'GET', '/api/v1/flavors?page_size=1');
  return body.items[0].name;
}

// One for each account and workspace. Who may make none names the administrator's, and is refused anyway.
const baseModels = new Map();
async function aBaseModel(context, client, workspace) {
  const key = `${client.token} ${workspace}`;
  if (!baseModels.has(key)) {
    const { status } = await client.send('POST', `/api/v1/workspaces/${workspace}/models`, { body: { name: freshName('may') } });
    const owner = status === 201 ? client : context.admin;
    baseModels.set(key, { base_model: await tinyModel(owner, workspace, freshName('tiny')), owner });
  }
  return baseModels.get(key);
}

// With rows in it, for each account and workspace, as aBaseModel.
const datasets = new Map();
async function aDataset(context, client, workspace) {
  const key = `${client.token} ${workspace}`;
  if (!datasets.has(key)) {
    const path = `/api/v1/workspaces/${workspace}/labeled-datasets`;
    const make = (who) => who.send('POST', path, { body: { name: freshName('rows'), template: 'instruction' } });
    const own = await make(client);
    const owner = own.status === 201 ? client : context.admin;
    const { body } = own.status === 201 ? own : await make(context.admin);
    await owner.expect(200, 'POST', `${path}/${body.id}:import?format=jsonl`, { raw: rows, headers: { 'content-type': 'application/octet-stream' } });
    datasets.set(key, body.id);
  }
  return datasets.get(key);
}

function fill(document, schema) {
  const s = resolve(document, schema);
  if (s.default !== undefined) return s.default;
  if (s.const !== undefined) return s.const;
  if (s.enum) return s.enum[0];
  const choice = s.anyOf ?? s.oneOf;
  if (choice) return fill(document, choice[0]);
  switch ([s.type].flat()[0]) {
    case 'string': return s.format === 'date-time' ? new Date(Date.now() + 864e5).toISOString() : freshName('v').padEnd(s.minLength ?? 0, 'x');
    case 'integer': case 'number': return Math.max(s.minimum ?? 1, 1);
    case 'boolean': return false;
    case 'array': return s.items && (s.minItems ?? 0) > 0 ? [fill(document, s.items)] : [];
    case 'object': return Object.fromEntries((s.required ?? []).map((name) => [name, fill(document, s.properties[name])]));
    default: return null;
  }
}

export function nameField(resource) {
  const properties = resource.createSchema?.properties ?? {};
  if (properties.account && !properties.name) return 'account';
  return properties.name || !resource.createSchema ? 'name' : undefined;  // the server names it
}

export async function exampleOf(context, resource, client = context.admin, workspace = 'default') {
  const schema = resource.createSchema;
  const body = resource.example ? structuredClone(resource.example)
    : Object.fromEntries((schema.required ?? []).map((name) => [name, fill(context.document.json, schema.properties[name])]));
  const known = new Set(Object.keys(schema.properties));
  const own = await special[resource.kind]?.(context, client, workspace) ?? {};
  for (const [name, value] of Object.entries(own)) if (known.has(name)) body[name] = value;
  const field = nameField(resource);
  if (field && !own[field]) body[field] = freshName();
  return body;
}

// Where the resource's objects are; for those that live under another, a new one of those is made.
export async function collectionPath(context, resource, workspace = 'default', client = context.admin) {
  const path = resource.collection.replace('{ws}', workspace);
  if (!resource.parent) return path;
  const parent = context.document.resources.find((r) => r.collection === resource.parent);
  const at = await collectionPath(context, parent, workspace, client);
  const { body } = await client.expect(201, 'POST', at, { body: await exampleOf(context, parent) });
  return path.replace('{parent}', body.id);
}
