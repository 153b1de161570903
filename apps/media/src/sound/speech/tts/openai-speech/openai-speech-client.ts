import { createHash } from 'node:crypto';
import { readWav, toMono } from '@callwright/audio';
import { AppError, primarySubtag, toAppError, type VoiceDefinition } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { bearer } from '../../remote/bearer.js';
import { checkKey } from '../../remote/check-key.js';
import { connectProblem, statusProblem } from '../../remote/problems.js';
import { readBounded } from '../../remote/read-bounded.js';
import { createCacheKey } from '../cache-key.js';
import type { SynthesisCapabilities, SynthesisClient, SynthesisRequest, SynthesisResult } from '../port.js';
import { wholeOf } from '../whole-of.js';
import { SampleReader } from './sample-reader.js';
import { Watchdog } from './watchdog.js';

/** An OpenAI-compatible voice of `CALLWRIGHT_SPEECH_FILE`. */
export type OpenAiSpeechDefinition = Extract<VoiceDefinition, { kind: 'openaiSpeech' }>;

/** What the client runs on. `apiKey` is that of the settings; a request may bring its workspace's own. */
export type OpenAiSpeechDeps = { readonly clock: Clock; readonly log: Log; readonly apiKey: string | null };

type Pcm = Extract<SynthesisResult, { format: 'pcm16' }>;

const TITLE = 'OpenAI speech';
const DEFAULT_URL = 'https://api.openai.com/v1';
const PATH = '/audio/speech';
const DEFAULT_MODEL = 'gpt-4o-mini-tts';
const DEFAULT_TIMEOUT_MS = 10_000;
/** Guide Text to speech: `pcm` is 24 kHz, 16 bit signed, little-endian, without a header. */
const PCM_RATE_HZ = 24_000;
/** API reference, Create speech. */
const MAX_TEXT_LENGTH = 4096;
const [MIN_SPEED, MAX_SPEED] = [0.25, 4];
/** Guide Text to speech, Voice options. */
const DEFAULT_SPEAKER = 'alloy';
const speakers = [
  DEFAULT_SPEAKER,
  'ash',
  'ballad',
  'coral',
  'echo',
  'fable',
  'nova',
  'onyx',
  'sage',
  'shimmer',
  'verse',
];
/** About ten minutes of speech. */
const MAX_BYTES = 30 * 1024 * 1024;

/** Speech by OpenAI, or by a server that speaks its protocol, streamed as it is made. A barge-in ends the request. */
export const createOpenAiSpeechClient = (definition: OpenAiSpeechDefinition, deps: OpenAiSpeechDeps): SynthesisClient =>
  new OpenAiSpeechClient(definition, deps);

class OpenAiSpeechClient implements SynthesisClient {
  readonly name: string;
  readonly capabilities: SynthesisCapabilities;
  readonly #deps: OpenAiSpeechDeps;
  readonly #address: string;
  readonly #model: string;
  readonly #speaker: string;
  readonly #timeoutMs: number;
  readonly #needsKey: boolean;
  readonly #closed = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(definition: OpenAiSpeechDefinition, deps: OpenAiSpeechDeps) {
    const { name, url, model = DEFAULT_MODEL, speaker = DEFAULT_SPEAKER, languages = [] } = definition;
    this.name = name;
    this.#deps = deps;
    this.#address = addressOf(url ?? DEFAULT_URL);
    this.#model = model;
    this.#speaker = speaker;
    this.#timeoutMs = definition.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#needsKey = url === undefined;
    this.capabilities = {
      languages: [...new Set(languages.map(primarySubtag))],
      // Which voices somebody else's server has, nobody knows.
      speakers: url === undefined ? [speaker, ...speakers.filter((other) => other !== speaker)] : [],
      maxTextLength: MAX_TEXT_LENGTH,
    };
  }

  cacheKey(request: SynthesisRequest): string {
    const manner = { speaker: this.#voiceOf(request), speed: speedOf(request) };
    // Who has a key of their own has voices of their own, and neither pays nor fails for others.
    const own = request.apiKeys?.[this.name];
    const account = own === undefined ? [] : [createHash('sha256').update(own).digest('hex')];
    const client = JSON.stringify([this.name, this.#address, this.#model, ...account]);
    return createCacheKey(client, { ...request, ...manner });
  }

  synthesize(request: SynthesisRequest, signal: AbortSignal): Promise<Pcm> {
    return wholeOf(this.stream(request, signal), PCM_RATE_HZ);
  }

  async *stream(request: SynthesisRequest, signal: AbortSignal): AsyncGenerator<Pcm> {
    signal.throwIfAborted();
    const watchdog = new Watchdog(this.#deps.clock, this.#timeoutMs, `${TITLE} did not answer in time`);
    const end = this.#begin();
    try {
      const response = await this.#ask(request, AbortSignal.any([signal, this.#closed.signal, watchdog.signal]));
      const pieces = readBounded(response, { title: TITLE, maxBytes: MAX_BYTES, failed: 'speech.ttsFailed' });
      yield* read(response.headers.get('content-type') ?? '', watchdog.watch(pieces));
    } catch (error) {
      signal.throwIfAborted();
      const problem = problemOf(watchdog.signal.aborted ? watchdog.signal.reason : error);
      this.#deps.log.warn({ provider: this.name, code: problem.code }, 'synthesis elsewhere failed');
      throw problem;
    } finally {
      watchdog.cancel();
      end();
    }
  }

  async close(): Promise<void> {
    this.#closed.abort(failed(`${TITLE} is closed`));
    await Promise.all(this.#running);
  }

  /** Notes a request; what is given back notes its end. */
  #begin(): () => void {
    let resolve = (): void => undefined;
    const ended = new Promise<void>((settle) => {
      resolve = settle;
    });
    this.#running.add(ended);
    return () => {
      this.#running.delete(ended);
      resolve();
    };
  }

  async #ask(request: SynthesisRequest, signal: AbortSignal): Promise<Response> {
    this.#closed.signal.throwIfAborted();
    if (!/[\p{Letter}\p{Number}]/u.test(request.text)) throw failed('There is nothing to say in the text');
    const apiKey = request.apiKeys?.[this.name] ?? this.#deps.apiKey;
    checkKey(apiKey, { title: TITLE, needsKey: this.#needsKey });
    const body = JSON.stringify({
      model: this.#model,
      input: request.text,
      voice: this.#voiceOf(request),
      response_format: 'pcm',
      speed: speedOf(request),
    });
    const headers = { 'content-type': 'application/json', ...bearer(apiKey) };
    const response = await fetch(this.#address, { method: 'POST', headers, body, signal, redirect: 'error' });
    if (response.ok) return response;
    await response.body?.cancel();
    throw statusProblem(TITLE, response.status, 'speech.ttsFailed');
  }

  #voiceOf({ speaker }: SynthesisRequest): string {
    return speaker ?? this.#speaker;
  }
}

/** PCM as it comes; a WAV file, which servers that know no PCM answer with, as a whole. */
async function* read(type: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Pcm> {
  if (/json|text/.test(type)) throw failed(`${TITLE} answered with what is no sound`);
  const reader = new SampleReader();
  let sampleCount = 0;
  for await (const piece of pieces) {
    const samples = reader.read(piece);
    sampleCount += samples.length;
    if (samples.length > 0) yield { format: 'pcm16', samples, rateHz: PCM_RATE_HZ };
  }
  if (reader.wav) {
    const { channels, rateHz } = readWav(reader.wav);
    yield { format: 'pcm16', samples: toMono(channels), rateHz };
  } else if (sampleCount === 0) throw failed(`${TITLE} answered with nothing`);
}

const failed = (message: string) => new AppError('speech.ttsFailed', message);

/** Messages of the network may hold addresses: only those we wrote are told. */
function problemOf(error: unknown): AppError {
  if (error instanceof AppError) return toAppError(error);
  return error instanceof TypeError ? connectProblem(TITLE, error) : failed(`${TITLE} broke off`);
}

const speedOf = ({ speed = 1 }: SynthesisRequest): number => Math.min(MAX_SPEED, Math.max(MIN_SPEED, speed));

/** Either the base of an interface, as `http://localhost:8880/v1`, or the full address. */
function addressOf(url: string): string {
  const address = new URL(url);
  const path = address.pathname.replace(/\/+$/, '');
  address.pathname = path.endsWith(PATH) ? path : `${path}${PATH}`;
  return address.href;
}
