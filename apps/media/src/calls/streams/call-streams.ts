import {
  AppError,
  type CallId,
  type CallOption,
  type CommandOf,
  type SessionEvent,
  type SessionEventOf,
  toAppError,
} from '@callwright/protocol';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/logging.js';
import { runInBackground } from '../../platform/run-in-background.js';
import type { CallSound } from '../call-sound.js';
import type { Fork } from '../sound-frames.js';
import type { DialSocket, SoundSocket } from './dial-socket.js';
import { OutgoingSound } from './outgoing-sound.js';
import { MEDIA_PASS, type StreamSpec, specOfCommand, specOfMediaPass } from './stream-spec.js';

/** What the streams of a call need of it. */
export type CallStreamsParts = {
  readonly callId: CallId;
  readonly sound: Pick<CallSound, 'openFork'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly dial: DialSocket;
  readonly post: (event: SessionEvent) => void;
  /** Somebody speaks in the call by a stream. */
  readonly onSpoken: () => void;
};

/** A stream, from its command until its end. */
type LiveStream = {
  readonly abort: AbortController;
  socket: SoundSocket | null;
  fork: Fork | null;
  toldFullAtMs: number;
};

type Status = SessionEventOf<'streamStatus'>['status'];

/** Streams a call may have at a time. */
const MAX_STREAMS = 5;
const TELL_FULL_MS = 1000;

/**
 * Those who hear a call by WebSockets that we have dialled. A command is accepted at once; what comes of it is told by
 * events, every start by `started` or `failed`. A stream that ends, for whatever reason, does not end its call.
 */
export class CallStreams {
  readonly #parts: CallStreamsParts;
  readonly #streams = new Map<string, LiveStream>();
  #isOver = false;

  constructor(parts: CallStreamsParts) {
    this.#parts = parts;
  }

  /** What the call's own option wants, once it has sound. */
  begin({ mediaPass }: CallOption): void {
    if (mediaPass && !this.#streams.has(MEDIA_PASS)) this.#start(MEDIA_PASS, specOfMediaPass(mediaPass));
  }

  /** @throws AppError `protocol.badMessage`, `api.conflict` for a name that is taken, `api.notFound`, `call.busy` */
  perform(command: CommandOf<'stream'>): void {
    const { streamId, action } = command;
    switch (action) {
      case 'start':
        this.#start(streamId, specOfCommand(this.#parts.callId, command));
        break;
      case 'stop':
        this.#find(streamId);
        this.#end(streamId, 'stopped');
        break;
      case 'pause':
      case 'resume':
        this.#fork(streamId).pause(action === 'pause');
        this.#tell(streamId, action === 'pause' ? 'paused' : 'resumed');
        break;
      case 'clear':
        this.#fork(streamId).clear();
        this.#post({ event: 'playoutCleared', timestamp: this.#nowMs, streamId });
    }
  }

  /** @throws AppError `api.notFound` */
  mark({ streamId, name }: CommandOf<'mark'>): void {
    this.#fork(streamId).mark(name);
  }

  /** @throws AppError `api.notFound`, and as {@link Fork.bufferedMs} */
  async queryBuffer({ streamId }: CommandOf<'queryBuffer'>): Promise<void> {
    const bufferedMs = await this.#fork(streamId).bufferedMs();
    this.#post({ event: 'bufferDepth', timestamp: this.#nowMs, streamId, bufferedMs });
  }

  /** The call is over: nothing is told any more. Idempotent. */
  close(): void {
    this.#isOver = true;
    for (const stream of this.#streams.values()) this.#letGo(stream);
    this.#streams.clear();
  }

  get #nowMs(): number {
    return this.#parts.clock.nowMs();
  }

  #start(streamId: string, spec: StreamSpec): void {
    if (this.#streams.has(streamId)) throw new AppError('api.conflict', 'The call has a stream of this name.');
    if (this.#streams.size >= MAX_STREAMS) throw new AppError('call.busy', 'The call has too many streams.');
    const stream: LiveStream = {
      abort: new AbortController(),
      socket: null,
      fork: null,
      toldFullAtMs: Number.NEGATIVE_INFINITY,
    };
    this.#streams.set(streamId, stream);
    runInBackground('open stream', this.#open(streamId, stream, spec), this.#parts.log);
  }

  async #open(streamId: string, stream: LiveStream, spec: StreamSpec): Promise<void> {
    const { dial, sound, onSpoken } = this.#parts;
    const isLive = (): boolean => this.#streams.get(streamId) === stream;
    try {
      const onClose = (): void => {
        if (isLive()) this.#end(streamId, 'stopped', 'The far side has closed the stream.');
      };
      const onBytes = (bytes: Uint8Array): void => {
        if (spec.fork.speaks === undefined) return;
        stream.fork?.play(bytes);
        onSpoken();
      };
      const socket = await dial(spec.url, { onBytes, onClose }, stream.abort.signal);
      stream.socket = socket;
      if (!isLive()) return this.#letGo(stream);
      if (spec.greeting !== null) socket.sendText(spec.greeting);
      stream.fork = await sound.openFork(spec.fork, this.#listenerOf(streamId, stream, spec));
      if (isLive()) this.#tell(streamId, 'started');
      else this.#letGo(stream);
    } catch (error) {
      if (isLive()) this.#end(streamId, 'failed', toAppError(error).message);
    }
  }

  #listenerOf(streamId: string, { socket }: LiveStream, { messageBytes }: StreamSpec) {
    if (socket === null) throw new Error('A stream is heard before it was dialled.');
    const outgoing = new OutgoingSound(socket, messageBytes);
    return {
      onFrames: (bytes: Uint8Array) => outgoing.add(bytes),
      onMark: (name: string, end: 'played' | 'cleared') =>
        this.#post({ event: 'mark', timestamp: this.#nowMs, streamId, name, end }),
      onOverflow: () => this.#tellFull(streamId),
    };
  }

  /** Told once a second: a far side that sends too much sends it fast. */
  #tellFull(streamId: string): void {
    const { clock, log } = this.#parts;
    const stream = this.#streams.get(streamId);
    if (!stream?.fork || clock.monotonicMs() - stream.toldFullAtMs < TELL_FULL_MS) return;
    stream.toldFullAtMs = clock.monotonicMs();
    const told = stream.fork.bufferedMs().then((bufferedMs) => {
      this.#post({ event: 'bufferDepth', timestamp: this.#nowMs, streamId, bufferedMs, isFull: true });
    });
    runInBackground('tell of a full stream', told, log);
  }

  #end(streamId: string, status: 'stopped' | 'failed', reason?: string): void {
    const stream = this.#streams.get(streamId);
    this.#streams.delete(streamId);
    if (stream) this.#letGo(stream);
    this.#tell(streamId, status, reason);
  }

  #letGo({ abort, socket, fork }: LiveStream): void {
    abort.abort();
    socket?.close();
    if (fork) runInBackground('close fork', fork.close(), this.#parts.log);
  }

  #find(streamId: string): LiveStream {
    const stream = this.#streams.get(streamId);
    if (!stream) throw new AppError('api.notFound', 'The call has no stream of this name.');
    return stream;
  }

  #fork(streamId: string): Fork {
    const { fork } = this.#find(streamId);
    if (!fork) throw new AppError('api.notFound', 'The stream has not been connected yet.');
    return fork;
  }

  #tell(streamId: string, status: Status, reason?: string): void {
    const why = reason === undefined ? {} : { reason };
    this.#post({ event: 'streamStatus', timestamp: this.#nowMs, streamId, status, ...why });
  }

  #post(event: SessionEvent): void {
    if (!this.#isOver) this.#parts.post(event);
  }
}
