import { AppError, type CallId, type SessionEvent } from '@callwright/protocol';
import type { RelayedBlock, RoomName, StreamOptions } from '../link/messages.js';
import type { SoundPeer, SoundPool } from '../link/sound-pool.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import { runInBackground } from '../platform/run-in-background.js';
import { PooledFrames } from './pooled-frames.js';
import { PooledLanes } from './pooled-lanes.js';
import { type PlacedMember, RoomPlaces, relayOf } from './room-places.js';
import type { SoundListener, SoundPort, SoundStream } from './sound-port.js';

/** The sound processes as a call sees them: its own stream, and what that stream tells. */
export class PooledSound implements SoundPort {
  readonly #listeners = new Map<CallId, SoundListener>();
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #lanes: PooledLanes;
  readonly #places = new RoomPlaces();
  #pool: SoundPool | null = null;

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
    this.#lanes = new PooledLanes(clock);
  }

  /** The pool this serves; it needs our handlers before it exists. */
  connect(pool: SoundPool): void {
    this.#pool = pool;
  }

  /** Hands an event of the pool to its call. */
  readonly onEvent = (callId: CallId, event: SessionEvent): void => this.#listeners.get(callId)?.onEvent(event);

  /** Hands sound of one process on to the others. */
  readonly onRelayed = (index: number, blocks: readonly RelayedBlock[]): void => this.#places.relay(index, blocks);

  /** Hands sound as bytes of a process to who listens. */
  readonly onLanes: PooledLanes['receive'] = (batch) => this.#lanes.receive(batch);

  /** Ways of sound as bytes that are open. */
  get laneCount(): number {
    return this.#lanes.count;
  }

  /** Tells the calls of a lost process, and no others. */
  readonly onLost = (index: number, callIds: readonly CallId[]): void => {
    this.#log.error({ index, callIds }, 'calls lost their sound');
    this.#lanes.lose(index);
    const stranded = this.#places.lose(index);
    for (const callId of callIds) {
      const listener = this.#listeners.get(callId);
      this.#listeners.delete(callId);
      for (const { room, owner } of this.#places.leaveAll(callId))
        if (owner.index !== index)
          runInBackground('leave room', owner.request({ request: 'leaveRoom', callId, room }), this.#log);
      listener?.onLost();
    }
    // Whoever is left of its rooms meets in another process.
    for (const { room, callId, member } of stranded)
      runInBackground('room moves', this.#move(room, callId, member), this.#log);
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
  async #joinRoom(room: RoomName, callId: CallId, member: PlacedMember): Promise<void> {
    const known = this.#places.member(room, callId);
    this.#places.join(room, callId, member);
    const owner = this.#places.owner(room) ?? member.peer;
    try {
      if (owner.index !== member.peer.index) await this.#joinByRelay(room, callId, member, owner);
      else await owner.request({ request: 'joinRoom', callId, room, ...member.entry });
    } catch (error) {
      if (known === null) await this.#leaveRoom(room, callId, member.peer).catch(() => undefined); // It is the first error that counts.
      throw error;
    }
  }

  async #joinByRelay(room: RoomName, callId: CallId, member: PlacedMember, owner: SoundPeer): Promise<void> {
    const { peer, entry } = member;
    const { masks, caller, isListenedTo } = entry;
    if (caller !== undefined || isListenedTo === true)
      throw new AppError('media.roomFull', 'The room is in another sound process, and this call must be where it is.');
    const relay = relayOf(room, callId);
    const isTalk = masks.hears !== 'nobody';
    const { rateHz } = await peer.request({ request: 'joinRelay', callId, relay, isTalk });
    const now = this.#places.member(room, callId);
    if (now === null) throw new AppError('call.ended', 'The call has left the room meanwhile.');
    // It has been given other masks meanwhile, or another room: who did that sees to it.
    if (now !== member) return;
    await owner.request({ request: 'openRelay', callId, relay, room, rateHz, masks });
  }

  async #leaveRoom(room: RoomName, callId: CallId, peer: SoundPeer): Promise<void> {
    const owner = this.#places.owner(room) ?? peer;
    this.#places.leave(room, callId);
    if (owner.index !== peer.index) await peer.request({ request: 'leaveRelay', relay: relayOf(room, callId) });
    await owner.request({ request: 'leaveRoom', callId, room });
  }

  async #move(room: RoomName, callId: CallId, member: PlacedMember): Promise<void> {
    await member.peer.request({ request: 'leaveRelay', relay: relayOf(room, callId) });
    await this.#joinRoom(room, callId, member);
  }

  // The stream that is closed leaves the rooms of its own process; those of others must be told.
  async #leaveAll(callId: CallId, peer: SoundPeer): Promise<void> {
    const owners = this.#places.leaveAll(callId);
    await Promise.allSettled(
      owners.flatMap(({ room, owner }) =>
        owner.index === peer.index ? [] : [owner.request({ request: 'leaveRoom', callId, room })],
      ),
    );
  }

  #streamOf(callId: CallId, peer: SoundPeer): SoundStream {
    const frames = new PooledFrames({ callId, peer, lanes: this.#lanes, clock: this.#clock });
    let closing: ReturnType<SoundStream['close']> | null = null;
    const close = async () => {
      await this.#leaveAll(callId, peer);
      try {
        return { isInOrder: true, ...(await peer.request({ request: 'closeStream', callId })) };
      } catch (error) {
        this.#log.warn({ callId, error: String(error) }, 'stream not closed in order');
        return { isInOrder: false, recording: null, messages: [] };
      } finally {
        frames.close();
        this.#listeners.delete(callId);
      }
    };
    return {
      answerWebrtc: (sdp, returnMs) =>
        peer.request({ request: 'answerWebrtc', callId, sdp, ...(returnMs !== undefined && { returnMs }) }),
      offerWebrtc: async () => (await peer.request({ request: 'offerWebrtc', callId })).sdp,
      acceptWebrtc: (sdp) => peer.request({ request: 'acceptWebrtc', callId, sdp }),
      openRtp: (family) => peer.request({ request: 'openRtp', callId, family }),
      updateRtp: (agreement) => peer.request({ request: 'updateRtp', callId, agreement }),
      readStatistics: () => peer.request({ request: 'readStatistics', callId }),
      perform: async (command) => void (await peer.request({ request: 'perform', callId, command })),
      joinRoom: (room, entry) => this.#joinRoom(room, callId, { peer, entry }),
      leaveRoom: (room) => this.#leaveRoom(room, callId, peer),
      chime: async (room, chime) => {
        await (this.#places.owner(room) ?? peer).request({ request: 'chime', room, chime });
      },
      hideCaller: async (isHidden) => void (await peer.request({ request: 'hideCaller', callId, isHidden })),
      listenWith: async (change) => void (await peer.request({ request: 'listenWith', callId, change })),
      pressKey: async (digit, durationMs, phase) =>
        void (await peer.request({ request: 'pressKey', callId, digit, durationMs, ...(phase && { phase }) })),
      openFrames: (format, onFrames) => frames.openFrames(format, onFrames),
      openFork: (options, listener) => frames.openFork(options, listener),
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  }
}
