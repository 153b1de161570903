import { joinSamples } from '@callwright/audio';
import { AppError, knowsLanguage } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { KeptPackets } from '../../kept/kept-packets.js';
import { KeptSounds } from '../../kept/kept-sounds.js';
import { chooseVoice } from '../choose-provider.js';
import { cacheFileName, type SynthesisCache } from './cache.js';
import { CallPcm } from './call-pcm.js';
import { LeadingSilence } from './leading-silence.js';
import type { SynthesisCapabilities, SynthesisClient, SynthesisRequest, SynthesisResult } from './port.js';
import { type ProviderStats, SynthesisCounts } from './synthesis-counts.js';
import { watchParts } from './watch-parts.js';

/** What is to be said, and by which client. */
export type SpeechRequest = SynthesisRequest & {
  readonly provider: string;
  /** It holds what only one caller should hear. */
  readonly personal?: boolean;
  /** Sound of the same text is kept once for each. */
  readonly cacheKey?: string;
};

/** What the synthesizer works with; it closes the clients. */
export type SynthesizerOptions = {
  readonly clients: readonly SynthesisClient[];
  readonly cache: SynthesisCache;
  readonly clock: Clock;
  /** Whether personal texts are kept like all others. Default false: neither on disk nor in memory. */
  readonly keepsPersonal?: boolean;
  /** Sound kept in memory beside the disk. Default 48 MB: 25 minutes at 16 kHz. */
  readonly maxMemoryBytes?: number;
  /** Keeps what is kept in memory encoded, too. */
  readonly packets?: KeptPackets | undefined;
  /** How long a client may take for each part of its answer. Default 15 000. */
  readonly timeoutMs?: number;
};

/** How often a text was at hand, and what keeping it takes. Counts are those of this process since its start. */
export type SpeechCacheStats = {
  /** Texts that need not be made: from memory, from disk, or made for somebody else at that moment. */
  readonly hits: number;
  readonly memoryHits: number;
  /** Texts that were made. */
  readonly misses: number;
  /** Texts that are not kept for anybody. */
  readonly personal: number;
  /** Files removed because there were too many. */
  readonly evictions: number;
  /** On disk, as far as this process knows. */
  readonly sizeBytes: number;
  readonly memoryBytes: number;
  readonly byProvider: Readonly<Record<string, ProviderStats>>;
};

const MEMORY_BYTES = 48 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

/**
 * Text to the PCM of a call: from memory, from disk, else from the client the request names, converted whatever it
 * answers with. The same text asked for twice at a time is made once.
 */
export class Synthesizer {
  readonly #options: SynthesizerOptions;
  readonly #clients: ReadonlyMap<string, SynthesisClient>;
  readonly #memory: KeptSounds;
  readonly #counts = new SynthesisCounts();
  readonly #writing = new Set<Promise<void>>();
  #closing: Promise<void> | null = null;

  constructor(options: SynthesizerOptions) {
    const { clients, maxMemoryBytes: maxBytes = MEMORY_BYTES, packets } = options;
    this.#options = options;
    this.#clients = new Map(clients.map((client) => [client.name, client]));
    this.#memory = new KeptSounds({ maxBytes, packets });
  }

  get cacheStats(): SpeechCacheStats {
    const { evictions, sizeBytes } = this.#options.cache.stats;
    return { ...this.#counts.stats, evictions, sizeBytes, memoryBytes: this.#memory.stats.sizeBytes };
  }

  /**
   * The sound part by part (signed 16-bit mono at the request's rate), the first as soon as a client has it; the parts
   * follow each other without a gap. What is complete is kept for the next time, and is then there at once.
   * @throws AppError `speech.ttsFailed`, `speech.timeout` or `speech.unsupportedLanguage`; an abort rejects with the
   *   signal's reason
   */
  async *stream(request: SpeechRequest, signal: AbortSignal): AsyncIterable<Int16Array> {
    signal.throwIfAborted();
    const client = this.#clientFor(request);
    if (request.personal === true && this.#options.keepsPersonal !== true) {
      this.#counts.add(client.name, 'personal');
      yield* this.#make(client, request, signal);
      return;
    }
    // What is kept is found by its text as well, whatever a client calls it: nobody hears the words of others by its name.
    const keptAs =
      request.cacheKey === undefined ? request : { ...request, text: `${request.cacheKey}\n${request.text}` };
    const key = cacheFileName(client.cacheKey(keptAs), request);
    this.#countMemory(key, client.name);
    const produce = (either: AbortSignal) => this.#produce(key, client, request, either);
    yield* this.#memory.open({ key, rateHz: request.rateHz, produce }, signal);
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
    await Promise.allSettled([...this.#writing]);
    this.#memory.clear();
  }

  #clientFor(request: SpeechRequest): SynthesisClient {
    const client = chooseVoice(this.#clients, request);
    if (!client) throw new AppError('speech.ttsFailed', `There is no speech synthesis called ${request.provider}`);
    checkRequest(request, client.capabilities);
    return client;
  }

  #countMemory(key: string, provider: string): void {
    const state = this.#memory.stateOf(key);
    if (state === null) return;
    this.#counts.add(provider, state === 'kept' ? 'memoryHit' : 'hit');
    // The disk must not take for forgotten what is heard from memory.
    if (state === 'kept') this.#options.cache.markUsed(key);
  }

  async *#produce(
    key: string,
    client: SynthesisClient,
    request: SpeechRequest,
    signal: AbortSignal,
  ): AsyncIterable<Int16Array> {
    const cached = await this.#options.cache.read(key);
    this.#counts.add(client.name, cached === null ? 'miss' : 'hit');
    if (cached !== null) {
      yield cached;
      return;
    }
    const parts: Int16Array[] = [];
    for await (const part of this.#make(client, request, signal)) {
      parts.push(part);
      yield part;
    }
    signal.throwIfAborted();
    this.#write(key, parts, request.rateHz);
  }

  /** Nobody waits for it but `close`. */
  #write(key: string, parts: readonly Int16Array[], rateHz: number): void {
    const writing = this.#options.cache.write(key, joinSamples(parts), rateHz);
    this.#writing.add(writing);
    void writing.finally(() => this.#writing.delete(writing));
  }

  async *#make(client: SynthesisClient, request: SpeechRequest, signal: AbortSignal): AsyncIterable<Int16Array> {
    const { clock, timeoutMs = TIMEOUT_MS } = this.#options;
    const pcm = new CallPcm(request.rateHz);
    const silence = new LeadingSilence(request.rateHz);
    const answer = watchParts((either) => ask(client, request, either), { clock, timeoutMs }, signal);
    for await (const result of answer) {
      let isFirst = true;
      for (const slice of pcm.slices(result)) {
        if (!isFirst) await turn(clock);
        isFirst = false;
        const heard = silence.process(slice);
        if (heard.length > 0) yield heard;
      }
      signal.throwIfAborted();
    }
    const rest = joinSamples([silence.process(pcm.flush()), silence.flush()]);
    if (rest.length > 0) yield rest;
  }
}

/** Lets the pacer have its turn. */
const turn = (clock: Clock): Promise<void> => new Promise((resolve) => void clock.startTimer(0, resolve));

/** Refuses what the client cannot do before it is asked, so that each says it the same way. */
function checkRequest({ text, language }: SynthesisRequest, capabilities: SynthesisCapabilities): void {
  if (text.trim() === '') throw new AppError('speech.ttsFailed', 'There is no text to say');
  if (text.length > capabilities.maxTextLength) {
    throw new AppError('speech.ttsFailed', `A text to say may have at most ${capabilities.maxTextLength} characters`);
  }
  if (!knowsLanguage(capabilities.languages, language))
    throw new AppError('speech.unsupportedLanguage', `The voices do not speak ${language}`);
}

async function* ask(
  client: SynthesisClient,
  request: SynthesisRequest,
  signal: AbortSignal,
): AsyncIterable<SynthesisResult> {
  if (client.stream) yield* client.stream(request, signal);
  else yield await client.synthesize(request, signal);
}
