import { AppError, type CallId } from '@callwright/protocol';
import type { ListeningChange, StreamCommand, StreamOptions } from '../link/messages.js';
import type { Clock } from '../platform/clock.js';
import { portOfFork } from './fake-forks.js';
import { FakeRooms } from './fake-rooms.js';
import { FakeSoundStream } from './fake-sound-stream.js';
import { type FakeSoundWorld, plainSoundWorld } from './fake-sound-world.js';
import type { SoundListener, SoundPort, SoundStream } from './sound-port.js';

/** Where the work of a fake sound process can be made to wait. */
export type HoldableRequest = 'open' | 'answer' | 'join' | 'close';

/**
 * Sound in memory: what the real one tells, when it would tell it, without a single sample. Playbacks, words and keys
 * take their time on the given clock; a test speaks for the callers and kills the processes.
 */
export class FakeSound implements SoundPort {
  /** What all streams of it are like; a test may change it before a call. */
  readonly world: FakeSoundWorld = plainSoundWorld();
  readonly rooms = new FakeRooms();
  /** Commands that came to its streams, in order. */
  readonly performed: { readonly callId: CallId; readonly command: StreamCommand }[] = [];
  /** How its streams were told to listen, in order. */
  readonly listening: { readonly callId: CallId; readonly change: ListeningChange }[] = [];
  readonly #clock: Clock;
  readonly #processes: Set<CallId>[];
  readonly #streams = new Map<CallId, FakeSoundStream>();
  readonly #listeners = new Map<CallId, SoundListener>();
  readonly #held = new Map<HoldableRequest, Promise<void>>();

  /** @param processCount how many processes there are to lose */
  constructor(clock: Clock, processCount = 2) {
    this.#clock = clock;
    this.#processes = Array.from({ length: processCount }, () => new Set<CallId>());
  }

  /** Streams not closed yet. */
  get openCount(): number {
    return this.#processes.reduce((sum, { size }) => sum + size, 0);
  }

  /** Whether a call has, or had, a stream. */
  has(callId: CallId): boolean {
    return this.#streams.has(callId);
  }

  /** The caller of a call, and what they hear. */
  caller(callId: CallId): FakeSoundStream {
    const stream = this.#streams.get(callId);
    if (!stream) throw new Error(`The call ${callId} has no sound.`);
    return stream;
  }

  /** Makes requests of a kind wait until the function it returns is called. */
  hold(request: HoldableRequest): () => void {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#held.set(request, held);
    return () => {
      this.#held.delete(request);
      release();
    };
  }

  /** Kills the process a call's sound is made in, and the sound of every call in it. */
  loseProcessOf(callId: CallId): void {
    const process = this.#processOf(callId);
    const lost = [...(process ?? [])];
    process?.clear();
    for (const id of lost) this.#streams.get(id)?.lose();
    for (const id of lost) this.rooms.leaveAll(id);
    for (const id of lost) this.#listeners.get(id)?.onLost();
  }

  /** Takes every process away: nobody can be answered any more. */
  loseAll(): void {
    for (const process of this.#processes) for (const id of [...process]) this.loseProcessOf(id);
    this.#processes.length = 0;
  }

  async open(options: StreamOptions, listener: SoundListener, near?: CallId): Promise<SoundStream> {
    const { callId } = options;
    const process = near === undefined ? this.#emptiest() : this.#processOf(near);
    if (!process) throw new AppError('media.soundLost', 'No sound process is running at the moment.');
    if (this.#processOf(callId)) throw new AppError('api.conflict', 'The call has a stream already.');
    const stream = new FakeSoundStream(options, {
      clock: this.#clock,
      world: this.world,
      emit: (event) => listener.onEvent(event),
      rooms: this.rooms,
      other: (id) => this.#streams.get(id) ?? null,
    });
    process.add(callId);
    this.#streams.set(callId, stream);
    this.#listeners.set(callId, listener);
    await this.#held.get('open');
    if (stream.isLost) throw new AppError('media.soundLost', 'The sound process of the call has gone.');
    return this.#portOf(stream);
  }

  #portOf(stream: FakeSoundStream): SoundStream {
    let closing: ReturnType<SoundStream['close']> | null = null;
    const close = async () => {
      await this.#held.get('close');
      if (stream.isLost) return { isInOrder: false, recording: null, messages: [] };
      this.#processOf(stream.callId)?.delete(stream.callId);
      return { isInOrder: true, ...stream.close() };
    };
    return {
      answerWebrtc: async (sdp) => {
        await this.#held.get('answer');
        return stream.answer(sdp);
      },
      offerWebrtc: async () => 'v=0 offer to browsers',
      acceptWebrtc: async (sdp) => {
        await this.#held.get('answer');
        return stream.answer(sdp);
      },
      openRtp: async () => {
        await this.#held.get('answer');
        return stream.openRtp();
      },
      updateRtp: async (agreement) => {
        await this.#held.get('answer');
        return stream.updateRtp(agreement);
      },
      readStatistics: async () => {
        await null;
        return stream.statistics;
      },
      perform: async (command) => {
        // The other side of a link never answers within the same turn.
        await null;
        this.performed.push({ callId: stream.callId, command });
        stream.perform(command);
      },
      joinRoom: async (room, entry) => {
        await this.#held.get('join');
        if (this.world.isRoomFull) throw new AppError('media.roomFull', 'The room is full.');
        stream.joinRoom(room, entry);
      },
      leaveRoom: async (room) => {
        await null;
        this.rooms.leave(room, stream.callId);
      },
      chime: async (_room, chime) => {
        await null;
        this.rooms.chimes.push(chime);
      },
      hideCaller: async (isHidden) => {
        await null;
        stream.hideCaller(isHidden);
      },
      listenWith: async (change) => {
        await null;
        this.listening.push({ callId: stream.callId, change });
      },
      pressKey: async (digit, durationMs, phase) => {
        await null;
        if (phase === undefined) stream.presses(digit, durationMs);
        else stream.turnsKey(digit, phase, durationMs);
      },
      openFrames: async (options, onFrames) => {
        await this.#held.get('answer');
        const frames = stream.openFrames(options, onFrames);
        return { ...frames.format, hear: (bytes) => frames.hear(bytes) };
      },
      openFork: async (options, listener) => {
        await null;
        const fork = stream.openFork(options, listener);
        return portOfFork(fork, stream, () => stream.legs.closeFork(options.forkId));
      },
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  }

  #processOf(callId: CallId): Set<CallId> | undefined {
    return this.#processes.find((process) => process.has(callId));
  }

  #emptiest(): Set<CallId> | undefined {
    return this.#processes.toSorted((a, b) => a.size - b.size)[0];
  }
}
