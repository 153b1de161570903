import { joinSamples, writeWav } from '@callwright/audio';
import { AppError, primarySubtag, toAppError } from '@callwright/protocol';
import { bearer } from '../../remote/bearer.js';
import type { Line, LineEvents, LineSettings } from '../../remote/line.js';
import { connectProblem, statusProblem } from '../../remote/problems.js';
import { readBounded, readLines } from '../../remote/read-bounded.js';
import { promptOf } from './prompt.js';
import { parseStreamed, parseTranscript } from './transcript.js';

const TITLE = 'OpenAI transcription';
/** A transcript of 20 s with the times of its words is a few kB. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Guide Speech to text: only whisper, at OpenAI and elsewhere, tells times, and only the others stream. */
export const isWhisper = (model: string): boolean => /whisper/i.test(model);

/** Where a line sends its utterances. */
export type TranscriptionTarget = {
  /** Full address of `…/audio/transcriptions`. */
  readonly url: string;
  readonly model: string;
};

/** The fields of a request beside the sound: API reference, Create transcription. */
export type TranscriptionFields = Readonly<Record<string, string>>;

/** A line that sends each utterance as a WAV file, and is answered with its transcript. */
export class TranscriptionLine implements Line {
  readonly isReady = true;
  readonly #target: TranscriptionTarget;
  readonly #settings: LineSettings;
  readonly #events: LineEvents;
  readonly #closed = new AbortController();
  readonly #alter: (fields: TranscriptionFields) => TranscriptionFields;
  #packets: Int16Array[] = [];
  #answered: Promise<void> = Promise.resolve();

  /** @param alter changes the fields of a request; for tests of who reads them */
  constructor(
    target: TranscriptionTarget,
    settings: LineSettings,
    events: LineEvents,
    alter: (fields: TranscriptionFields) => TranscriptionFields = (fields) => fields,
  ) {
    this.#target = target;
    this.#settings = settings;
    this.#events = events;
    this.#alter = alter;
  }

  send(packet: Int16Array): void {
    this.#packets.push(packet);
  }

  finish(): void {
    const samples = joinSamples(this.#packets);
    this.#packets = [];
    this.#answered = this.#transcribe(samples);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#packets = [];
    await this.#answered;
  }

  /** Never rejects: what goes wrong is told as an event. */
  async #transcribe(samples: Int16Array): Promise<void> {
    const { signal } = this.#closed;
    let isConnected = false;
    try {
      const response = await this.#post(samples, signal);
      isConnected = true;
      if (!response.ok) {
        await response.body?.cancel();
        throw statusProblem(TITLE, response.status);
      }
      await this.#read(response);
      if (!signal.aborted) this.#events.onHeard({ heard: 'done' });
    } catch (error) {
      if (!signal.aborted) this.#fail(error, isConnected);
    }
  }

  #post(samples: Int16Array, signal: AbortSignal): Promise<Response> {
    const { url, model } = this.#target;
    const { language, rateHz, choices, partials, apiKey } = this.#settings;
    const prompt = promptOf(choices);
    const tellsTimes = isWhisper(model);
    const body = new FormData();
    const wav = writeWav({ rateHz, channels: [samples] });
    body.set('file', new Blob([new Uint8Array(wav)], { type: 'audio/wav' }), 'speech.wav');
    const fields: TranscriptionFields = {
      model,
      language: primarySubtag(language),
      response_format: tellsTimes ? 'verbose_json' : 'json',
      ...(tellsTimes && { 'timestamp_granularities[]': 'word' }),
      ...(partials && !tellsTimes && { stream: 'true' }),
      ...(prompt !== undefined && { prompt }),
    };
    for (const [name, value] of Object.entries(this.#alter(fields))) body.set(name, value);
    // A redirect would carry the sound of a caller to somebody nobody named.
    return fetch(url, { method: 'POST', body, headers: bearer(apiKey), signal, redirect: 'error' });
  }

  async #read(response: Response): Promise<void> {
    const pieces = readBounded(response, { title: TITLE, maxBytes: MAX_ANSWER_BYTES, failed: 'speech.asrFailed' });
    const lines: string[] = [];
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
      for await (const line of readLines(pieces)) lines.push(line);
      if (!this.#closed.signal.aborted) this.#events.onHeard(parseTranscript(lines.join('\n')));
      return;
    }
    let text = '';
    for await (const line of readLines(pieces)) {
      const said = parseStreamed(line);
      if (said === null || this.#closed.signal.aborted) continue;
      text = 'delta' in said ? text + said.delta : said.whole;
      this.#events.onHeard({ heard: 'partial', text });
    }
  }

  #fail(error: unknown, isConnected: boolean): void {
    if (error instanceof AppError) this.#events.onHeard({ heard: 'failed', problem: toAppError(error) });
    else if (error instanceof TypeError)
      this.#events.onLost(connectProblem(TITLE, error), isAfterConnect(error, isConnected));
    else {
      const problem = new AppError('speech.asrFailed', `${TITLE} answered with what is no transcript`);
      this.#events.onHeard({ heard: 'failed', problem });
    }
  }
}

/** A connection kept from the request before may be closed just as the next one uses it. */
function isAfterConnect(error: TypeError, isConnected: boolean): boolean {
  const { cause } = error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return isConnected || code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}
