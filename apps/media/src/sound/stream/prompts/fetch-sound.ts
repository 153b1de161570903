import { lookup as systemLookup } from 'node:dns/promises';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { AppError, type ErrorCode } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';

/** An address a name stands for. */
export type ResolvedAddress = { readonly address: string; readonly family: number };

/** How sound is fetched. */
export type FetchSoundOptions = {
  /** Which addresses may be asked. */
  readonly isAllowed: (address: string) => boolean;
  readonly clock: Clock;
  /** Default: the system's. */
  readonly lookup?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
  /** Default 20 MB. */
  readonly maxBytes?: number;
  /** For everything together, redirects included. Default 10 000. */
  readonly timeoutMs?: number;
};

const MAX_BYTES = 20 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 5;

const refused = (sentence: string): AppError => new AppError('media.promptRefused', sentence);

/**
 * Fetches a file from an address that is allowed. The address a name stands for is looked up once, checked and then used, so
 * that the name cannot change its mind; each redirect is checked again.
 * @throws AppError `media.promptRefused`, `media.promptMissing`, `media.promptUnreadable`; an abort rejects with its reason
 */
export async function fetchSound(url: string, options: FetchSoundOptions, signal: AbortSignal): Promise<Uint8Array> {
  const limit = new AbortController();
  const { clock, timeoutMs = TIMEOUT_MS } = options;
  const timer = clock.startTimer(timeoutMs, () =>
    limit.abort(new AppError('media.promptMissing', `The recording did not come within ${timeoutMs / 1000} s.`)),
  );
  try {
    return await follow(url, options, AbortSignal.any([signal, limit.signal]));
  } catch (error) {
    signal.throwIfAborted();
    limit.signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    throw new AppError('media.promptMissing', 'The recording could not be fetched.', { cause: error });
  } finally {
    timer.cancel();
  }
}

async function follow(first: string, options: FetchSoundOptions, signal: AbortSignal): Promise<Uint8Array> {
  let url = parseWebUrl(first);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const address = await untilAborted(addressOf(url, options), signal);
    const response = await untilAborted(request(url, address, signal), signal);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return await readAll(response, options.maxBytes ?? MAX_BYTES);
    response.destroy();
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) throw notThere(statusCode);
    url = parseWebUrl(headers.location, url);
  }
  throw refused(`The recording is redirected more than ${MAX_REDIRECTS} times.`);
}

/** A lookup hears of no signal, and neither does a request that has ended without a word. */
const untilAborted = <Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    void work.then(resolve, reject).then(() => signal.removeEventListener('abort', giveUp));
    if (signal.aborted) giveUp();
  });

const notThere = (status: number): AppError =>
  new AppError('media.promptMissing', `The server has no such recording (status ${status}).`);

function parseWebUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw refused('The address of the recording is malformed.');
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused('Recordings are fetched by http and https only.');
  if (url.username !== '' || url.password !== '') throw refused('An address of a recording holds no user name.');
  return url;
}

async function addressOf(url: URL, { isAllowed, lookup = lookUp }: FetchSoundOptions): Promise<ResolvedAddress> {
  const addresses = await lookup(url.hostname.replace(/^\[|\]$/g, '')).catch((cause: unknown) => {
    throw new AppError('media.promptMissing', 'The name of the server is not known.', { cause });
  });
  // One private address among several is enough: which of them were used would be chance.
  if (!addresses.every(({ address }) => isAllowed(address)))
    throw refused('Recordings are not fetched from private addresses.');
  const [first] = addresses;
  if (first === undefined) throw new AppError('media.promptMissing', 'The name of the server has no address.');
  return first;
}

const lookUp = (hostname: string): Promise<readonly ResolvedAddress[]> => systemLookup(hostname, { all: true });

function request(url: URL, { address, family }: ResolvedAddress, signal: AbortSignal): Promise<IncomingMessage> {
  const get = url.protocol === 'https:' ? getHttps : getHttp;
  return new Promise((resolve, reject) => {
    const options = {
      signal,
      agent: false,
      headers: { accept: 'audio/*', 'user-agent': 'Callwright' },
      // The address that was checked, whatever the name means by now.
      lookup: (...[, asked, done]: Parameters<NonNullable<Parameters<typeof getHttp>[1]['lookup']>>) =>
        asked.all === true ? done(null, [{ address, family }]) : done(null, address, family),
    };
    const asking = get(url, options, resolve).once('error', reject);
    // Another protocol is no recording. Unheard, the request would end without an answer.
    asking.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response);
    });
  });
}

async function readAll(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = (): AppError => fault('media.promptUnreadable', `The recording is larger than ${maxBytes} bytes.`);
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) {
    response.destroy();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response) {
    sizeBytes += chunk.length;
    // Leaving the loop ends the connection.
    if (sizeBytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const fault = (code: ErrorCode, sentence: string): AppError => new AppError(code, sentence);
