import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Fork, ForkListener } from '../../../../calls/sound-frames.js';
import type { Stage } from '../stage.js';
import type { ListenBody } from './listen.js';
import { playAudioData, soundOf } from './play-audio.js';

/** Subprotocols of the audio socket: deployments differ (spec 2 §3). */
export const AUDIO_PROTOCOLS = ['audio.jambonz.org', 'audio.drachtio.org'] as const;
/** Whole recordings come as one message. */
export const MAX_AUDIO_MESSAGE_BYTES = 8 * 1024 * 1024;

/** What a line is made of. */
export type AudioLineParts = {
  readonly body: ListenBody;
  readonly stage: Stage;
  /** The far side has gone, or wants no more. */
  readonly onEnd: () => void;
};

/** What is played without streaming is brought to this rate. */
export const PLAYED_HZ = 16_000;
/** A far side that has so much unread does not read: what comes then is left out, in whole frames. */
const MAX_UNREAD_BYTES = 512 * 1024;
/** Marks and recordings that may wait (spec 2 §3). */
const MAX_QUEUED_PLAYS = 10;
const MAX_MARKS = 100;
const MAX_PROBLEMS = 20;
/** Durations of keys are told in units of RTP at 8000 Hz. */
const UNITS_PER_MS = 8;

const serverMessage = z.looseObject({ type: z.string().max(64), data: z.unknown().optional() });
const markData = z.looseObject({ name: z.string().max(256) });

/** The audio socket of one `listen`, and the sound that goes over it. */
export class AudioLine {
  readonly #parts: AudioLineParts;
  readonly #plays = new Map<string, unknown>();
  readonly #marks = new Set<string>();
  #socket: WebSocket | null = null;
  #fork: Fork | null = null;
  #playCount = 0;
  #problemCount = 0;

  constructor(parts: AudioLineParts) {
    this.#parts = parts;
  }

  /** What the fork tells. */
  readonly listener: ForkListener = {
    onFrames: (bytes) => {
      const socket = this.#socket;
      if (socket?.readyState === WebSocket.OPEN && socket.bufferedAmount < MAX_UNREAD_BYTES) socket.send(bytes);
    },
    onMark: (name, end) => this.#reached(name, end),
    onOverflow: () => this.#problem('more sound was sent than can wait: it was left out'),
  };

  /** Takes the socket over and says which call it is about. */
  open(socket: WebSocket): void {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('close', () => this.#parts.onEnd());
    // What went wrong is told by `close`, which follows.
    socket.on('error', () => undefined);
    const { body, stage } = this.#parts;
    const { sampleRate = 8000, mixType = 'mono', metadata = {} } = body;
    this.#send({ sampleRate, mixType, ...stage.info.facts, ...metadata });
  }

  /** The sound is there. */
  attach(fork: Fork): void {
    this.#fork = fork;
  }

  /** A key the caller has pressed. */
  key(dtmf: string, durationMs: number): void {
    this.#send({ event: 'dtmf', dtmf, duration: String(durationMs * UNITS_PER_MS) });
  }

  /** `silence`: frames go on without sound. */
  pause(status: 'pause' | 'silence' | 'resume'): void {
    this.#fork?.pause(status !== 'resume', status === 'silence' ? 'silence' : 'nothing');
  }

  /** Closes the socket once everything sent is out. May be called twice. */
  close(): void {
    this.#socket?.removeAllListeners('close');
    this.#socket?.close(1000);
    this.#socket = null;
  }

  get #isStreaming(): boolean {
    return this.#parts.body.bidirectionalAudio?.streaming === true;
  }

  #send(message: object): void {
    const socket = this.#socket;
    if (socket?.readyState === WebSocket.OPEN && socket.bufferedAmount < MAX_UNREAD_BYTES)
      socket.send(JSON.stringify(message));
  }

  #receive(data: WebSocket.RawData, isBinary: boolean): void {
    if (isBinary) {
      const bytes = Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data);
      if (this.#isStreaming) this.#fork?.play(bytes);
      return;
    }
    const message = parsed(String(data));
    if (!message) {
      this.#problem('a message is not understood');
      return;
    }
    switch (message.type) {
      case 'playAudio':
        this.#play(message.data);
        return;
      case 'killAudio':
        this.#fork?.clear();
        return;
      case 'mark':
        this.#mark(message.data);
        return;
      case 'clearMarks':
        this.#marks.clear();
        return;
      case 'disconnect':
        this.#parts.onEnd();
        return;
      default:
        // jambonz leaves out what it does not know, and so do its own `transcription` and `transfer`.
        return;
    }
  }

  #play(data: unknown): void {
    const wanted = playAudioData.safeParse(data);
    if (!wanted.success || this.#isStreaming || !this.#fork) {
      this.#problem('playAudio is not understood');
      return;
    }
    if (wanted.data.queuePlay && this.#plays.size >= MAX_QUEUED_PLAYS) {
      this.#problem('too much waits to be played');
      return;
    }
    try {
      const sound = soundOf(wanted.data, PLAYED_HZ);
      if (!wanted.data.queuePlay) this.#fork.clear();
      const name = `play ${++this.#playCount}`;
      this.#plays.set(name, wanted.data.id);
      this.#fork.play(sound);
      this.#fork.mark(name);
    } catch (error) {
      this.#problem(error instanceof Error ? error.message : 'playAudio is not understood');
    }
  }

  #mark(data: unknown): void {
    const wanted = markData.safeParse(data);
    if (!wanted.success || !this.#isStreaming || !this.#fork) {
      this.#problem('mark needs a name, and streaming');
      return;
    }
    if (this.#marks.size >= MAX_MARKS) {
      this.#problem('too many marks wait');
      return;
    }
    this.#marks.add(wanted.data.name);
    this.#fork.mark(wanted.data.name);
  }

  #reached(name: string, end: 'played' | 'cleared'): void {
    if (this.#plays.has(name)) {
      const id = this.#plays.get(name);
      this.#plays.delete(name);
      this.#send({ type: 'playDone', data: { ...(id !== undefined && { id }), isCompleted: end === 'played' } });
      return;
    }
    if (this.#marks.delete(name))
      this.#send({ type: 'mark', data: { name, event: end === 'played' ? 'playout' : 'cleared' } });
  }

  #problem(error: string): void {
    this.#problemCount += 1;
    if (this.#problemCount <= MAX_PROBLEMS) this.#parts.stage.report({ verb: 'listen', error });
  }
}

const parsed = (text: string): z.infer<typeof serverMessage> | null => {
  try {
    return serverMessage.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};
