import { AppError, type CallId, type CommandOf, type SessionEvent, trackId } from '@callwright/protocol';
import type { MessageSummary, RoomMasks, RoomName, RoomWho } from '../link/messages.js';
import type { SoundRequestOf } from '../link/sound-client.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import { joinRoom, type Membership } from './stream/join-room.js';
import type { MediaStream } from './stream/media-stream.js';
import type { OpenMessage } from './stream/message-recordings.js';
import type { Mixer, Pacer } from './stream/pacer.js';
import type { Relays } from './stream/relays.js';
import { Room } from './stream/room.js';
import type { MemberMasks, Who } from './stream/room-member.js';
import type { OpenMusic } from './stream/room-music.js';
import { RoomRecorder } from './stream/room-recorder.js';

/** What the rooms of a sound process need of it. */
export type SoundRoomsOptions = {
  readonly pacer: Pacer;
  readonly relays: Relays;
  readonly log: Log;
  readonly openMusic: OpenMusic;
  readonly openMessage: OpenMessage;
  readonly clock: Clock;
  readonly emit: (callId: CallId, event: SessionEvent) => void;
  /** @throws AppError `call.ended` */
  readonly stream: (callId: CallId) => MediaStream;
};

type LiveRoom = Mixer & { readonly room: Room; readonly members: Map<CallId, Membership> };

/** Recordings of rooms that a call asked for. */
type Recording = { readonly name: RoomName; readonly recordId: string; readonly recorder: RoomRecorder };

/** A room of more people than that is a broadcast, and costs the tick more than a millisecond. */
const MAX_MEMBERS = 1000;
/** Recordings of rooms that one call may ask for. */
const MAX_RECORDINGS = 20;

/** The rooms of a sound process: each comes with its first member, and goes with its last. */
export class SoundRooms {
  readonly #options: SoundRoomsOptions;
  readonly #rooms = new Map<RoomName, LiveRoom>();
  readonly #recordings = new Map<CallId, readonly Recording[]>();

  constructor(options: SoundRoomsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#rooms.size;
  }

  /** Puts a call into a room, or gives it other masks when it is in it. @throws AppError as {@link joinRoom} */
  join({ callId, room: name, masks, caller, isListenedTo = false }: SoundRequestOf<'joinRoom'>): void {
    const known = this.#rooms.get(name)?.members.get(callId);
    if (known !== undefined) {
      known.change(masksOf(masks));
      return;
    }
    const stream = this.#options.stream(callId);
    const room = this.#rooms.get(name) ?? this.#open(name);
    const entry = {
      masks: masksOf(masks),
      caller: caller === undefined ? null : this.#options.stream(caller),
      isListenedTo,
    };
    try {
      room.members.set(callId, joinRoom(room.room, stream, entry));
    } finally {
      this.#tidy(name, room);
    }
  }

  /** Puts a call of another process into a room of this one, or gives it other masks. @throws AppError `media.roomFull` */
  joinRelayed({ callId, room: name, relay, rateHz, masks }: SoundRequestOf<'openRelay'>): void {
    const room = this.#rooms.get(name) ?? this.#open(name);
    const known = room.members.get(callId);
    if (known !== undefined) {
      known.change(masksOf(masks));
      return;
    }
    try {
      const member = room.room.join({
        id: trackId.parse(callId),
        rateHz,
        codec: null,
        delayMs: () => 0,
        masks: masksOf(masks),
      });
      const { relays } = this.#options;
      relays.joinRoom(relay, member);
      room.members.set(callId, { change: (next) => member.change(next), leave: () => relays.leave(relay) });
    } finally {
      this.#tidy(name, room);
    }
  }

  /**
   * Records the room a call is in, or ends that. What is recorded under a name once more gets a number behind it, and is
   * told so.
   * @throws AppError `protocol.unsupported` when it is in none of this process, `call.busy` when it is recorded already,
   * or has been too often
   */
  record(callId: CallId, { action, recordId = 'room' }: CommandOf<'record'>): void {
    const [name, live] = [...this.#rooms].find(([, { members }]) => members.has(callId)) ?? [];
    if (action === 'stop') this.#stopRecording(callId, () => true);
    else if (action !== 'start' || name === undefined || live === undefined)
      throw new AppError('protocol.unsupported', 'There is no room here that could be recorded so.');
    else if (live.room.recorder !== null) throw new AppError('call.busy', 'The room is being recorded already.');
    else live.room.recorder = this.#startRecording(callId, name, recordId);
  }

  /** Ends and gives what a call has recorded of rooms; its stream is closed. Never throws. */
  async recordingsOf(callId: CallId): Promise<readonly MessageSummary[]> {
    const recordings = this.#recordings.get(callId) ?? [];
    this.#recordings.delete(callId);
    const kept = await Promise.all(recordings.map(({ recorder }) => recorder.finish()));
    await Promise.all(recordings.map(({ recorder }) => recorder.release()));
    return kept.flat();
  }

  #stopRecording(callId: CallId, isMeant: (name: RoomName) => boolean): void {
    for (const { name, recordId, recorder } of this.#recordings.get(callId) ?? []) {
      const room = this.#rooms.get(name)?.room;
      if (room?.recorder !== recorder || !isMeant(name)) continue;
      room.recorder = null;
      void recorder.finish();
      this.#report(callId, recordId, 'stopped');
    }
  }

  #startRecording(callId: CallId, name: RoomName, asked: string): RoomRecorder {
    const before = this.#recordings.get(callId) ?? [];
    if (before.length >= MAX_RECORDINGS)
      throw new AppError('call.busy', 'The call has recorded rooms too often already.');
    const isUsed = (id: string): boolean => before.some(({ recordId }) => recordId === id);
    let recordId = asked;
    for (let count = 2; isUsed(recordId); count++) recordId = `${asked}-${count}`;
    const { openMessage, clock } = this.#options;
    const onFailed = (): void => this.#report(callId, recordId, 'failed');
    const recorder = new RoomRecorder({ callId, recordId, openMessage, clock, onFailed });
    this.#recordings.set(callId, [...before, { name, recordId, recorder }]);
    this.#report(callId, recordId, 'started');
    return recorder;
  }

  #report(callId: CallId, recordId: string, status: 'started' | 'stopped' | 'failed'): void {
    const { emit, clock } = this.#options;
    emit(callId, { event: 'recordStatus', timestamp: clock.nowMs(), of: 'room', recordId, status });
  }

  /** Nothing happens when the call is not in the room; what it recorded of it ends. */
  leave(name: RoomName, callId: CallId): void {
    this.#stopRecording(callId, (one) => one === name);
    const room = this.#rooms.get(name);
    room?.members.get(callId)?.leave();
    room?.members.delete(callId);
  }

  /** The call's stream is about to be closed. */
  leaveAll(callId: CallId): void {
    for (const name of this.#rooms.keys()) this.leave(name, callId);
  }

  chime({ room, chime }: SoundRequestOf<'chime'>): void {
    this.#rooms.get(room)?.room.chime(chime);
  }

  /** A room whose mixing failed: whoever is in it hears nothing more of the others. */
  onBroken(mixer: object, error: unknown): void {
    for (const [name, room] of this.#rooms) {
      if (room !== mixer) continue;
      this.#options.log.error({ room: name, err: error }, 'room failed');
      this.#close(name, room);
    }
  }

  /** No stream is left: nothing ticks any more that could see the last ones out. */
  closeAll(): void {
    for (const [name, room] of this.#rooms) this.#close(name, room);
  }

  #open(name: RoomName): LiveRoom {
    const { log, openMusic, pacer } = this.#options;
    const room = new Room({
      maxMembers: MAX_MEMBERS,
      openMusic,
      onMusicFailed: (_, { code }) => log.warn({ room: name, code }, 'music of a room cannot be played'),
      onBroken: ({ id }, error) => log.error({ room: name, member: id, err: error }, 'member of a room failed'),
    });
    const live: LiveRoom = {
      room,
      members: new Map(),
      mix: () => {
        room.mix();
        this.#tidy(name, live);
      },
    };
    this.#rooms.set(name, live);
    pacer.addMixer(live);
    return live;
  }

  #tidy(name: RoomName, live: LiveRoom): void {
    if (live.members.size === 0 && live.room.isOver) this.#close(name, live);
  }

  #close(name: RoomName, live: LiveRoom): void {
    this.#options.pacer.removeMixer(live);
    live.room.close();
    this.#rooms.delete(name);
  }
}

const masksOf = ({ heardBy, hears, music }: RoomMasks): MemberMasks => ({
  heardBy: whoOf(heardBy),
  hears: whoOf(hears),
  music,
});

const whoOf = (who: RoomWho): Who =>
  typeof who === 'string' ? who : new Set(who.map((callId) => trackId.parse(callId)));
