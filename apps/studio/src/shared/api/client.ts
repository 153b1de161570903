import { apiError } from '@callwright/protocol';
import { z } from 'zod';
import { ApiFailure } from './api-failure';

/** What a request may carry besides its path. */
export type RequestOptions = {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly signal?: AbortSignal;
  /** Lets the request outlive the page: for what is sent while it closes. */
  readonly keepalive?: boolean;
};

const BASE = '/api/v1';

/**
 * The api's REST resources. Paths begin after `/api/v1`; every answer is parsed by its schema.
 * @throws ApiFailure when the api refuses, does not answer, or answers in another shape
 */
export const api = {
  get: <Schema extends z.ZodType>(path: string, schema: Schema, options?: RequestOptions) =>
    send({ method: 'GET', path, options }, schema),
  post: <Schema extends z.ZodType>(path: string, body: unknown, schema: Schema, options?: RequestOptions) =>
    send({ method: 'POST', path, body, options }, schema),
  put: <Schema extends z.ZodType>(path: string, body: unknown, schema: Schema, options?: RequestOptions) =>
    send({ method: 'PUT', path, body, options }, schema),
  patch: <Schema extends z.ZodType>(path: string, body: unknown, schema: Schema, options?: RequestOptions) =>
    send({ method: 'PATCH', path, body, options }, schema),
  delete: (path: string, options?: RequestOptions): Promise<unknown> =>
    send({ method: 'DELETE', path, options }, z.unknown()),
  /** Asks for something that is no JSON, such as sound. */
  postForFile: async (path: string, body: unknown, options?: RequestOptions): Promise<Blob> => {
    const sent = { method: 'POST', path, body, options };
    const response = await request(`${BASE}${path}${queryOf(options)}`, sent);
    if (!response.ok) throw failureOf(response, await readJson(response));
    return response.blob();
  },
  /** Sends a file as it is, with its own type. */
  upload: <Schema extends z.ZodType>(path: string, file: Blob, schema: Schema, options?: RequestOptions) =>
    send({ method: 'POST', path, body: file, options }, schema),
};

/** Address of a resource for an element that fetches by itself, such as `<audio>`. */
export const apiHref = (path: string): string => `${BASE}${path}`;

type Sent = {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly options?: RequestOptions;
};

const send = async <Schema extends z.ZodType>(sent: Sent, schema: Schema): Promise<z.infer<Schema>> => {
  const response = await request(`${BASE}${sent.path}${queryOf(sent.options)}`, sent);
  const answer = await readJson(response);
  if (!response.ok) throw failureOf(response, answer);
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ApiFailure(
    response.status,
    { code: 'protocol.badMessage', message: `Answer of ${sent.method} ${sent.path} has another shape.` },
    { cause: parsed.error },
  );
};

const request = async (url: string, { method, body, options }: Sent): Promise<Response> => {
  const isFile = body instanceof Blob;
  try {
    return await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': isFile ? body.type : 'application/json' },
      body: body === undefined || isFile ? body : JSON.stringify(body),
      signal: options?.signal,
      keepalive: options?.keepalive,
    });
  } catch (cause) {
    if (options?.signal?.aborted) throw cause;
    throw new ApiFailure(0, { code: 'control.unavailable', message: 'The api does not answer.' }, { cause });
  }
};

const queryOf = (options: RequestOptions | undefined): string => {
  const pairs = Object.entries(options?.query ?? {}).filter(([, value]) => value !== undefined);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
};

const readJson = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A page of a proxy in between is not JSON; the status still says what happened.
    return undefined;
  }
};

const failureOf = (response: Response, answer: unknown): ApiFailure => {
  const parsed = apiError.safeParse(answer);
  if (parsed.success) return new ApiFailure(response.status, parsed.data.error);
  const code = response.status === 401 ? 'auth.required' : 'internal';
  return new ApiFailure(response.status, { code, message: response.statusText });
};
