// RFC 9110 §7.6.1: these belong to one connection and are not passed on.
const CONNECTION_HEADERS = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * Passes a request of the browser on to the api and its answer back, both as streams.
 * Range, cookies and redirects pass unchanged; the api sees the browser's host as `x-forwarded-host`, and its address as
 * the last of `x-forwarded-for` (see platform/name-callers).
 * @returns the api's answer, or 502 `control.unavailable` when it cannot be reached
 */
export const forwardRequest = async (request: Request, apiUrl: string): Promise<Response> => {
  const { pathname, search } = new URL(request.url);
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD' && request.body !== null;
  const init: RequestInit & { duplex?: 'half' } = {
    method: request.method,
    headers: requestHeaders(request),
    redirect: 'manual',
    signal: request.signal,
    cache: 'no-store',
    ...(hasBody && { body: request.body, duplex: 'half' }),
  };
  try {
    const answer = await fetch(`${apiUrl}${pathname}${search}`, init);
    return new Response(answer.body, { status: answer.status, headers: answerHeaders(answer) });
  } catch {
    const error = { code: 'control.unavailable', message: 'The api does not answer.' };
    return Response.json({ error }, { status: 502 });
  }
};

const requestHeaders = (request: Request): Headers => {
  const headers = new Headers(request.headers);
  // `expect` has been answered by the studio's own server, and fetch takes no request that has it.
  for (const name of [...CONNECTION_HEADERS, 'host', 'content-length', 'expect']) headers.delete(name);
  // fetch would unpack a compressed answer, and its length would no longer be true.
  headers.set('accept-encoding', 'identity');
  const { host, protocol } = new URL(request.url);
  headers.set('x-forwarded-host', request.headers.get('host') ?? host);
  headers.set('x-forwarded-proto', request.headers.get('x-forwarded-proto') ?? protocol.replace(':', ''));
  return headers;
};

const answerHeaders = (answer: Response): Headers => {
  const headers = new Headers(answer.headers);
  for (const name of CONNECTION_HEADERS) headers.delete(name);
  if (headers.has('content-encoding')) {
    headers.delete('content-encoding');
    headers.delete('content-length');
  }
  return headers;
};
