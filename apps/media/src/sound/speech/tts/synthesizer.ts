import { readWav, resample, toMono } from '@callwright/audio';
import { AppError, toAppError } from '@callwright/protocol';
import { cacheFileName, type SynthesisCache, type SynthesisCacheStats } from './cache.js';
import { joinSamples } from './join-samples.js';
import { withoutLeadingSilence } from './leading-silence.js';
import type { SynthesisCapabilities, SynthesisClient, SynthesisRequest, SynthesisResult } from './port.js';
import { Production } from './production.js';

/** What is to be said, and by which client. */
export type SpeechRequest = SynthesisRequest & { readonly provider: string };

/** What the synthesizer works with; it closes the clients. */
export type SynthesizerOptions = { readonly clients: readonly SynthesisClient[]; readonly cache: SynthesisCache };

/** One text to be made, by whom, and under which name it is kept. */
type Order = {
  readonly fileName: string;
  readonly client: SynthesisClient;
  readonly request: SpeechRequest;
  /** Where its sound came from, once that is known. */
  readonly origin: { isCached: boolean };
};

/**
 * Text to the PCM of a call: from the cache, else from the client the request names, converted whatever it answers
 * with. The same text asked for twice at a time is made once.
 */
export class Synthesizer {
  readonly #clients: ReadonlyMap<string, SynthesisClient>;
  readonly #cache: SynthesisCache;
  readonly #underWay = new Map<string, { readonly production: Production; readonly kept: Promise<void> }>();
  #closing: Promise<void> | null = null;

  constructor({ clients, cache }: SynthesizerOptions) {
    this.#clients = new Map(clients.map((client) => [client.name, client]));
    this.#cache = cache;
  }

  get cacheStats(): SynthesisCacheStats {
    return this.#cache.stats;
  }

  /**
   * The sound part by part (signed 16-bit mono at the request's rate), the first as soon as a client has it; the parts
   * follow each other without a gap. What is complete is kept for the next time.
   * @throws AppError `speech.ttsFailed` or `speech.unsupportedLanguage`; an abort rejects with the signal's reason
   */
  async *stream(request: SpeechRequest, signal: AbortSignal): AsyncIterable<Int16Array> {
    signal.throwIfAborted();
    const client = this.#clientFor(request);
    const fileName = cacheFileName(client.cacheKey(request), request);
    yield* this.#production(fileName, client, request).listen(signal);
  }

  /** The sound of the whole text in one block; else as {@link stream}. */
  async synthesize(request: SpeechRequest, signal: AbortSignal): Promise<Int16Array> {
    const parts: Int16Array[] = [];
    for await (const part of this.stream(request, signal)) parts.push(part);
    return joinSamples(parts);
  }

  /** Closes the clients and finishes what is being kept. Idempotent, never throws. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await Promise.allSettled([...this.#clients.values()].map((client) => client.close()));
    await Promise.allSettled([...this.#underWay.values()].map(({ kept }) => kept));
  }

  #clientFor(request: SpeechRequest): SynthesisClient {
    const client = this.#clients.get(request.provider);
    if (!client) throw new AppError('speech.ttsFailed', `There is no speech synthesis called ${request.provider}`);
    checkRequest(request, client.capabilities);
    return client;
  }

  #production(fileName: string, client: SynthesisClient, request: SpeechRequest): Production {
    const known = this.#underWay.get(fileName)?.production;
    if (known && !known.isAbandoned) return known;
    const order: Order = { fileName, client, request, origin: { isCached: false } };
    const production = new Production((signal) => this.#produce(order, signal));
    this.#underWay.set(fileName, { production, kept: this.#keep(order, production) });
    return production;
  }

  async *#produce({ fileName, client, request, origin }: Order, signal: AbortSignal): AsyncIterable<Int16Array> {
    const cached = await this.#cache.read(fileName);
    origin.isCached = cached !== null;
    if (cached) yield cached;
    else yield* this.#make(client, request, signal);
    signal.throwIfAborted();
  }

  async *#make(client: SynthesisClient, request: SpeechRequest, signal: AbortSignal): AsyncIterable<Int16Array> {
    let isFirst = true;
    for await (const result of ask(client, request, signal)) {
      const samples = toCallPcm(result, request.rateHz);
      yield isFirst ? withoutLeadingSilence(samples, request.rateHz) : samples;
      isFirst = false;
    }
  }

  /** Writes what was made to the cache; nobody waits for it but `close`, and those who ask meanwhile share it. */
  async #keep({ fileName, request, origin }: Order, production: Production): Promise<void> {
    // A failure is told to those who listen; there is nothing to keep then.
    const parts = await production.done.catch(() => null);
    if (parts && !origin.isCached) await this.#cache.write(fileName, joinSamples(parts), request.rateHz);
    if (this.#underWay.get(fileName)?.production === production) this.#underWay.delete(fileName);
  }
}

/** Refuses what the client cannot do before it is asked, so that each says it the same way. */
function checkRequest({ text, language }: SynthesisRequest, capabilities: SynthesisCapabilities): void {
  if (text.trim() === '') throw new AppError('speech.ttsFailed', 'There is no text to say');
  if (text.length > capabilities.maxTextLength) {
    throw new AppError('speech.ttsFailed', `A text to say may have at most ${capabilities.maxTextLength} characters`);
  }
  const subtag = language.toLowerCase().split(/[-_]/)[0] ?? '';
  if (capabilities.languages.length > 0 && !capabilities.languages.includes(subtag)) {
    throw new AppError('speech.unsupportedLanguage', `The voices do not speak ${language}`);
  }
}

async function* ask(
  client: SynthesisClient,
  request: SynthesisRequest,
  signal: AbortSignal,
): AsyncIterable<SynthesisResult> {
  if (client.stream) yield* client.stream(request, signal);
  else yield await client.synthesize(request, signal);
}

function toCallPcm(result: SynthesisResult, rateHz: number): Int16Array {
  try {
    if (result.format === 'pcm16') return resample(result.samples, result.rateHz, rateHz);
    const sound = readWav(result.bytes);
    return resample(toMono(sound.channels), sound.rateHz, rateHz);
  } catch (error) {
    throw toAppError(error, 'speech.ttsFailed');
  }
}
