import { AppError, type CallId, type SessionEvent } from '@callwright/protocol';
import type { RoomEntry, RoomName, StreamOptions } from '../link/messages.js';
import type { SoundPeer, SoundPool } from '../link/sound-pool.js';
import type { Log } from '../platform/logging.js';
import { RoomPlaces } from './room-places.js';
import type { SoundListener, SoundPort, SoundStream } from './sound-port.js';

/** The sound processes as a call sees them: its own stream, and what that stream tells. */
export class PooledSound implements SoundPort {
  readonly #listeners = new Map<CallId, SoundListener>();
  readonly #log: Log;
  readonly #places = new RoomPlaces();
  #pool: SoundPool | null = null;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The pool this serves; it needs our handlers before it exists. */
  connect(pool: SoundPool): void {
    this.#pool = pool;
  }

  /** Hands an event of the pool to its call. */
  readonly onEvent = (callId: CallId, event: SessionEvent): void => this.#listeners.get(callId)?.onEvent(event);

  /** Tells the calls of a lost process, and no others. */
  readonly onLost = (index: number, callIds: readonly CallId[]): void => {
    this.#log.error({ index, callIds }, 'calls lost their sound');
    for (const callId of callIds) {
      const listener = this.#listeners.get(callId);
      this.#listeners.delete(callId);
      this.#places.leaveAll(callId);
      listener?.onLost();
    }
  };

  async open(options: StreamOptions, listener: SoundListener, near?: CallId): Promise<SoundStream> {
    if (!this.#pool) throw new Error('The sound pool is not connected.');
    const peer = this.#pool.pick(near);
    this.#listeners.set(options.callId, listener);
    try {
      await peer.request({ request: 'openStream', options });
    } catch (error) {
      this.#listeners.delete(options.callId);
      throw error;
    }
    return this.#streamOf(options.callId, peer);
  }

  // A room comes to be where its first member is; its place is taken before anybody else can ask for it.
  async #joinRoom(room: RoomName, callId: CallId, entry: RoomEntry, peer: SoundPeer): Promise<void> {
    const index = this.#places.of(room) ?? peer.index;
    if (index !== peer.index)
      throw new AppError(
        'media.roomFull',
        'The room is in another sound process, which this call cannot be joined with.',
      );
    const isNew = !this.#places.has(room, callId);
    this.#places.join(room, callId, index);
    try {
      await peer.request({ request: 'joinRoom', callId, room, ...entry });
    } catch (error) {
      if (isNew) this.#places.leave(room, callId);
      throw error;
    }
  }

  #streamOf(callId: CallId, peer: SoundPeer): SoundStream {
    let closing: ReturnType<SoundStream['close']> | null = null;
    const close = async () => {
      try {
        const { recording, messages } = await peer.request({ request: 'closeStream', callId });
        return { isInOrder: true, recording, messages };
      } catch (error) {
        this.#log.warn({ callId, error: String(error) }, 'stream not closed in order');
        return { isInOrder: false, recording: null, messages: [] };
      } finally {
        this.#listeners.delete(callId);
        this.#places.leaveAll(callId);
      }
    };
    return {
      answerWebrtc: (sdp) => peer.request({ request: 'answerWebrtc', callId, sdp }),
      perform: async (command) => void (await peer.request({ request: 'perform', callId, command })),
      joinRoom: (room, entry) => this.#joinRoom(room, callId, entry, peer),
      leaveRoom: async (room) => {
        this.#places.leave(room, callId);
        await peer.request({ request: 'leaveRoom', callId, room });
      },
      chime: async (room, chime) => void (await peer.request({ request: 'chime', room, chime })),
      hideCaller: async (isHidden) => void (await peer.request({ request: 'hideCaller', callId, isHidden })),
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  }
}
