/** Headers of every request of a client. */
export type Headers_ = Readonly<Record<string, string>>;

/** An answer; `body` is parsed when it is JSON, else its text. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: any };

/** An answer on its way, with what it should be. */
export type Asked = Promise<Answer> & { readonly expect: (status: number) => Promise<Answer> };

/** Somebody who uses REST. */
export class TestClient {
  readonly #url: string;
  readonly #headers: Headers_;

  constructor(url: string, headers: Headers_) {
    this.#url = url;
    this.#headers = headers;
  }

  /** The same client with more headers, or others. */
  with(headers: Headers_): TestClient {
    return new TestClient(this.#url, { ...this.#headers, ...headers });
  }

  get headers(): Headers_ {
    return this.#headers;
  }

  get(path: string): Asked {
    return this.#ask('GET', path);
  }

  head(path: string): Asked {
    return this.#ask('HEAD', path);
  }

  post(path: string, body?: unknown): Asked {
    return this.#ask('POST', path, body);
  }

  put(path: string, body: unknown): Asked {
    return this.#ask('PUT', path, body);
  }

  patch(path: string, body: unknown): Asked {
    return this.#ask('PATCH', path, body);
  }

  delete(path: string): Asked {
    return this.#ask('DELETE', path);
  }

  #ask(method: string, path: string, body?: unknown): Asked {
    const asked = this.#send(method, path, body);
    const expect = async (status: number): Promise<Answer> => {
      const answer = await asked;
      if (answer.status === status) return answer;
      throw new Error(`${method} ${path} gave ${answer.status}, not ${status}: ${JSON.stringify(answer.body)}`);
    };
    return Object.assign(asked, { expect });
  }

  async #send(method: string, path: string, body: unknown): Promise<Answer> {
    const isRaw = body instanceof Uint8Array || typeof body === 'string';
    const response = await fetch(this.#url + path, {
      method,
      headers: { ...(body !== undefined && !isRaw && { 'content-type': 'application/json' }), ...this.#headers },
      ...(body !== undefined && { body: isRaw ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    });
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    const text = isJson ? await response.text() : Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text.length > 0 ? JSON.parse(text.toString()) : text,
    };
  }
}
