// The server's OpenAPI document: which operation a request is, which resources there are, and validators
// for everything that is answered. ajv knows nothing of our code: it judges by the document alone.
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const methods = ['get', 'put', 'post', 'delete', 'head', 'patch'];

function pattern(path) {
  // A parameter that ends the path takes the rest of it; a verb follows after a colon.
  const source = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace(/\{[^{}]+\}$/, (m) => (path.includes('/files/') ? '(.+)' : '([^/:]+)'))
    .replace(/\{[^{}]+\}/g, '([^/:]+)');
  return new RegExp(`^${source}$`);
}

function list(document) {
  const operations = [];
  for (const [path, item] of Object.entries(document.paths))
    for (const method of methods)
      if (item[method])
        operations.push({ path, method: method.toUpperCase(), pattern: pattern(path), ...item[method] });
  const parameters = (o) => (o.path.match(/\{/g) ?? []).length;
  return operations.sort((a, b) => parameters(a) - parameters(b));
}

// A resource is a collection that can be listed, and its kind is the constant `kind` of its items.
function findResources(document, operations) {
  const declared = new Map((document['x-millrace-resources'] ?? []).map((r) => [r.kind, r]));
  const at = (method, path) => operations.find((o) => o.method === method && o.path === path);
  const found = [];
  for (const o of operations) {
    const match = /^\/api\/v1\/(workspaces\/\{ws\}\/)?((?:[a-z-]+\/\{parent\}\/)?[a-z-]+)$/.exec(o.path);
    if (!match || o.method !== 'GET') continue;
    const item = resolve(document, successSchema(o)?.properties?.items?.items ?? resolve(document, successSchema(o))?.properties?.items?.items);
    const kind = item?.properties?.kind?.const;
    if (!kind) continue;
    const one = `${o.path}/{id}`;
    found.push({
      kind,
      plural: match[2].replace('/{parent}', ''),
      parent: o.path.includes('/{parent}/') ? o.path.split('/{parent}/')[0] : undefined,  // its collection
      scope: match[1] ? 'workspace' : 'global',
      collection: o.path,
      readSchema: item,
      createSchema: resolve(document, requestSchema(at('POST', o.path))),
      updateSchema: resolve(document, requestSchema(at('PATCH', one))),
      can: {
        create: Boolean(at('POST', o.path)),
        read: Boolean(at('GET', one)),
        update: Boolean(requestSchema(at('PATCH', one))),
        remove: Boolean(at('DELETE', one)),
      },
      example: declared.get(kind)?.example,
    });
  }
  return found;
}

export function resolve(document, schema) {
  if (!schema?.$ref) return schema;
  return schema.$ref.slice(2).split('/').reduce((node, key) => node[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

export function requestSchema(operation) {
  return operation?.requestBody?.content?.['application/json']?.schema;
}

function successSchema(operation) {
  const status = Object.keys(operation.responses).find((s) => s.startsWith('2'));
  return operation.responses[status]?.content?.['application/json']?.schema;
}

export class Document {
  constructor(document) {
    this.json = document;
    this.operations = list(document);
    this.resources = findResources(document, this.operations);
    this.validators = new Map();
  }

  operation(method, path) {
    const bare = path.split('?')[0];
    return this.operations.find((o) => o.method === method && o.pattern.test(bare));
  }

  validator(schema) {
    const key = JSON.stringify(schema);
    if (!this.validators.has(key)) {
      const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
      addFormats(ajv);
      this.validators.set(key, ajv.compile({ ...schema, components: this.json.components }));
    }
    return this.validators.get(key);
  }

  // What is wrong with this answer, as texts; nothing is wrong when there are none.
  complaints(operation, { status, type, body }) {
    const described = operation.responses[status] ?? operation.responses.default;
    if (!described) return [`status ${status} is not in the document`];
    if (status < 400 && !operation.responses[status]) return [`status ${status} is not in the document`];
    const content = described.content ?? {};
    if (Object.keys(content).length === 0) return body === undefined || body === '' ? [] : ['a body, but the document has none'];
    if (!content[type]) return [`content type '${type}', the document has ${Object.keys(content).join(', ')}`];
    if (!/json$/.test(type)) return [];
    const validate = this.validator(content[type].schema);
    if (validate(body)) return [];
    return validate.errors.map((e) => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`);
  }
}
