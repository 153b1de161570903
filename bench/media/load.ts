import { type CallId, callId } from '@callwright/protocol';
import type { Callers } from './callers.js';
import { type BenchCodec, MENU } from './material.js';
import { pause } from './measure.js';
import type { SoundUnderTest } from './sound-under-test.js';

/** What the calls of a run are like. */
export type CallKind = {
  readonly codec: BenchCodec;
  /** Name of the prompt they hear; null for none. */
  readonly prompt: string | null;
  readonly hasAsr: boolean;
  /** Nothing but packets back and forth. */
  readonly isBare: boolean;
};

/** Calls set up at once, and the pause after them: setting up is not what is measured. */
const AT_ONCE = 10;
const PAUSE_MS = 100;

/** The calls that are up. */
export class Load {
  readonly #sound: SoundUnderTest;
  readonly #callers: Callers;
  readonly #kind: CallKind;
  #ids: readonly CallId[] = [];
  #lastNumber = 0;

  constructor(sound: SoundUnderTest, callers: Callers, kind: CallKind) {
    this.#sound = sound;
    this.#callers = callers;
    this.#kind = kind;
  }

  get ids(): readonly CallId[] {
    return this.#ids;
  }

  /** Sets calls up or ends some until there are so many. @returns what was recorded of those that ended */
  async setTo(count: number): Promise<void> {
    while (this.#ids.length !== count) {
      const change = Math.max(-AT_ONCE, Math.min(AT_ONCE, count - this.#ids.length));
      if (change > 0) await Promise.all(Array.from({ length: change }, () => this.#open()));
      else {
        const ending = this.#ids.slice(change);
        this.#ids = this.#ids.slice(0, change);
        await Promise.all(ending.map((id) => this.end(id)));
      }
      await pause(PAUSE_MS);
    }
  }

  /** Ends one call. @returns its recording, as a file below the recordings folder */
  async end(id: CallId): Promise<string | null> {
    this.#ids = this.#ids.filter((one) => one !== id);
    await this.#callers.remove(id);
    const { recording } = await this.#sound.request({ request: 'closeStream', callId: id });
    return recording?.file ?? null;
  }

  async #open(): Promise<void> {
    const id = callId.parse(`bench-${++this.#lastNumber}`);
    const { codec, prompt, isBare, hasAsr } = this.#kind;
    await this.#sound.request({ request: 'openStream', options: optionsOf(id, { isBare, hasAsr }) });
    const payloadTypes = { sound: codec === 'opus' ? 111 : 0, keys: { type: 101, clockHz: 8000 } };
    const { port } = await this.#sound.request({ request: 'openRtp', callId: id, family: 'ip4' });
    const agreement = { codec, payloadTypes, ...PLAIN_RTP };
    await this.#sound.request({ request: 'updateRtp', callId: id, agreement });
    await this.#callers.add(id, port, beginningOf(id));
    this.#ids = [...this.#ids, id];
    if (prompt === null) return;
    // Callers speak all the time, and go on hearing it.
    const command = { command: 'play' as const, url: `prompt:${prompt}`, loop: true, bargeIn: [] };
    await this.#sound.request({ request: 'perform', callId: id, command });
  }
}

/** A caller that shows itself by its first packet. */
const PLAIN_RTP = {
  remote: null,
  direction: 'sendrecv',
  srtp: null,
  isRtcpMuxed: false,
  phase: 'confirmed',
} as const;

/** Which block of its ten seconds a caller begins with: callers do not speak in chorus. */
export const beginningOf = (id: CallId): number => (Number(id.replace(/\D/g, '')) * 37) % 500;

/** A call as the settings' defaults make it; recognition is of a menu of seven. */
const optionsOf = (id: CallId, { isBare, hasAsr }: Pick<CallKind, 'isBare' | 'hasAsr'>) => {
  if (isBare) return { callId: id };
  const choices = MENU.map((word) => ({ id: word, phrases: [word] }));
  return {
    callId: id,
    recorder: { file: `${id}.wav` },
    vad: { type: 'silero' as const },
    ...(hasAsr ? { asr: { provider: 'soundswallower', language: 'en-US', choices } } : {}),
  };
};
