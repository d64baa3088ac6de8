// Talks to the server as one account. Every answer is held against the document; an answer that does not
// fit, and any 5xx, fails the test at once.
import assert from 'node:assert/strict';

export class Client {
  constructor(context, token) {
    this.context = context;
    this.token = token;
  }

  // options: body (JSON), raw (bytes or text as they are), headers, documented (false: a path that is not
  // meant to be in the document). Returns {status, headers, body}.
  async send(method, path, { body, raw, headers = {}, documented = true } = {}) {
    const { document, url } = this.context;
    const sent = { ...headers };
    if (this.token) sent.authorization ??= `Bearer ${this.token}`;
    if (body !== undefined) sent['content-type'] ??= 'application/json';
    const response = await fetch(url + path, { method, headers: sent, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)) });
    const type = (response.headers.get('content-type') ?? '').split(';')[0];
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, type, body: /json$/.test(type) && text ? JSON.parse(text) : text };
    const what = `${method} ${path} → ${answer.status} ${text.slice(0, 600)}`;
    assert.ok(answer.status < 500, `a server error: ${what}`);
    if (answer.status >= 400) this.judgeProblem(answer, what);
    if (!documented || method === 'HEAD') return answer;
    const operation = document.operation(method, path);
    if (!operation) {
      assert.ok(answer.status >= 400, `the document has no such operation: ${what}`);
      return answer;
    }
    const complaints = document.complaints(operation, answer);
    assert.deepEqual(complaints, [], `the answer is not as documented: ${what}`);
    return answer;
  }

  judgeProblem(answer, what) {
    if (answer.type === '' && answer.body === '') return;  // HEAD
    assert.equal(answer.type, 'application/problem+json', `an error that is no problem document: ${what}`);
    const validate = this.context.document.validator({ $ref: '#/components/schemas/Problem' });
    assert.ok(validate(answer.body), `not a Problem: ${what}`);
    assert.equal(answer.body.status, answer.status, what);
    assert.doesNotMatch(answer.body.detail, /select |insert into|\/tmp\/|\.cc:/i, `says too much: ${what}`);
  }

  // Sends and demands that status.
  async expect(status, method, path, options) {
    const answer = await this.send(method, path, options);
    const wanted = [status].flat();
    assert.ok(wanted.includes(answer.status),
      `${method} ${path} ${JSON.stringify(options?.body ?? '')} → ${answer.status}, not ${wanted}: ${JSON.stringify(answer.body)}`);
    return answer;
  }
}

export async function login(context, account, password) {
  const anyone = new Client(context, undefined);
  const { body } = await anyone.expect(200, 'POST', '/api/v1/auth/login', { body: { account, password } });
  return new Client(context, body.token);
}
