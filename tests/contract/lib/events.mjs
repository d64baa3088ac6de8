// Reads a stream of server-sent events one at a time.
export class Events {
  static async open(client, path, headers = {}) {
    const abort = new AbortController();
    const response = await fetch(client.context.url + path, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${client.token}`, ...headers },
      signal: abort.signal,
    });
    if (response.status !== 200) {
      abort.abort();
      return { status: response.status };
    }
    return new Events(response, abort);
  }

  constructor(response, abort) {
    this.status = response.status;
    this.type = response.headers.get('content-type') ?? '';
    this.reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    this.abort = abort;
    this.text = '';
  }

  // The next event that `wanted` accepts; rejects after `seconds`.
  async next(wanted, seconds = 10) {
    const timer = setTimeout(() => this.abort.abort(), seconds * 1000);
    try {
      for (;;) {
        let end;
        while ((end = this.text.indexOf('\n\n')) >= 0) {
          const event = parse(this.text.slice(0, end));
          this.text = this.text.slice(end + 2);
          if (event.data !== undefined && wanted(event)) return event;
        }
        const { done, value } = await this.reader.read();
        if (done) throw new Error('the stream ended');
        this.text += value;
      }
    } catch (error) {
      throw new Error(`no such event within ${seconds} s: ${error.message}`);
    } finally {
      clearTimeout(timer);
    }
  }

  close() { this.abort.abort(); }
}

function parse(block) {
  const event = {};
  for (const line of block.split('\n')) {
    if (line.startsWith(':')) continue;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    event[field] = event[field] === undefined || field !== 'data' ? value : `${event[field]}\n${value}`;
  }
  if (event.data !== undefined) event.json = JSON.parse(event.data);
  return event;
}
