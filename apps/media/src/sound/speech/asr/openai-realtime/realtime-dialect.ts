import { AppError, type ErrorCode, primarySubtag } from '@callwright/protocol';
import { z } from 'zod';
import type { Heard, LineSettings } from '../../remote/line.js';
import type { Dialect, SocketMessage } from '../../remote/socket-line.js';
import { promptOf } from '../openai-transcription/prompt.js';

/** The only rate of `audio/pcm`: API reference, Realtime client events, PCMAudioFormat. */
export const REALTIME_RATE_HZ = 24_000;
const TITLE = 'OpenAI realtime';
const TRANSCRIPTION = 'conversation.item.input_audio_transcription';
/** A buffer of less than 100 ms is not committed: there is nothing to understand. */
const EMPTY_COMMIT = 'input_audio_buffer_commit_empty';

const failure = z.object({ type: z.string().nullish(), code: z.string().nullish() });
/** API reference, Realtime server events. Kinds we do not know are of no interest. */
const known = z.discriminatedUnion('type', [
  z.object({ type: z.literal(`${TRANSCRIPTION}.delta`), item_id: z.string(), delta: z.string() }),
  z.object({ type: z.literal(`${TRANSCRIPTION}.completed`), item_id: z.string(), transcript: z.string() }),
  z.object({ type: z.literal(`${TRANSCRIPTION}.failed`), item_id: z.string(), error: failure }),
  z.object({ type: z.literal('error'), error: failure }),
]);
type Known = z.infer<typeof known>;
const kinds: ReadonlySet<string> = new Set(known.options.map((option) => option.shape.type.value));
const any = z.object({ type: z.string() });

/** OpenAI's realtime protocol in a session that only transcribes; we say where an utterance ends. */
export class RealtimeDialect implements Dialect {
  readonly #settings: LineSettings;
  readonly #model: string;
  /** The item whose words come in, and those that have come. */
  #item = { id: '', text: '' };

  constructor(settings: LineSettings, model: string) {
    this.#settings = settings;
    this.#model = model;
  }

  opening(): readonly SocketMessage[] {
    const { language, choices } = this.#settings;
    const prompt = promptOf(choices);
    const transcription = {
      model: this.#model,
      language: primarySubtag(language),
      ...(prompt !== undefined && { prompt }),
    };
    const format = { type: 'audio/pcm', rate: REALTIME_RATE_HZ };
    const input = { format, transcription, turn_detection: null };
    return [JSON.stringify({ type: 'session.update', session: { type: 'transcription', audio: { input } } })];
  }

  audio(packet: Int16Array): SocketMessage {
    const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
    return JSON.stringify({ type: 'input_audio_buffer.append', audio: bytes.toString('base64') });
  }

  finish(): readonly SocketMessage[] {
    return [JSON.stringify({ type: 'input_audio_buffer.commit' })];
  }

  read(text: string): readonly Heard[] {
    const message: unknown = JSON.parse(text);
    return kinds.has(any.parse(message).type) ? this.#meaningOf(known.parse(message)) : [];
  }

  #meaningOf(message: Known): readonly Heard[] {
    switch (message.type) {
      case `${TRANSCRIPTION}.delta`: {
        const { item_id: id, delta } = message;
        this.#item = { id, text: this.#item.id === id ? this.#item.text + delta : delta };
        return [{ heard: 'partial', text: this.#item.text }];
      }
      case `${TRANSCRIPTION}.completed`:
        return [{ heard: 'settled', text: message.transcript }, { heard: 'done' }];
      case `${TRANSCRIPTION}.failed`:
        return [{ heard: 'failed', problem: problemOf(message.error) }];
      case 'error':
        if (message.error.code === EMPTY_COMMIT) return [{ heard: 'done' }];
        return [{ heard: 'failed', problem: problemOf(message.error) }];
    }
  }
}

/** Which of our codes an error of theirs is; its text is not repeated. */
function problemOf({ type, code }: z.infer<typeof failure>): AppError {
  const theirs = [type, code].filter((part) => part && /^[a-z_]{1,60}$/.test(part));
  return new AppError(codeOf(theirs.join(' ')), `${TITLE} could not do it (${theirs.join(', ') || 'no reason given'})`);
}

function codeOf(theirs: string): ErrorCode {
  if (/authentication|invalid_api_key|permission/.test(theirs)) return 'speech.notConfigured';
  return /rate_limit|quota|server_error|session_expired/.test(theirs) ? 'speech.unavailable' : 'speech.asrFailed';
}
