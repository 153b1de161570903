import { isSilent } from '@callwright/audio';
import { AppError, SERVER_TRACK } from '@callwright/protocol';
import type { RelayedBlock, RelayName } from '../../link/messages.js';
import { BlockPipe } from './block-pipe.js';
import type { MediaStream } from './media-stream.js';
import type { Paced, Pacer } from './pacer.js';
import type { RoomMember } from './room-member.js';
import type { Track } from './track.js';

type End = {
  readonly inbound: BlockPipe;
  /** Takes what came in, before the rooms are mixed. */
  readonly hear: () => void;
  /** Gives what is to go out, after that. */
  readonly speak: () => void;
  readonly stop: () => void;
};

/**
 * The ends of the ways between this process and the others: a stream here that is in a room there, or a member of a room
 * here whose stream is there. All blocks of a tick go out together; each way adds some 40 ms.
 */
export class Relays implements Paced {
  readonly #pacer: Pacer;
  readonly #send: (blocks: readonly RelayedBlock[]) => void;
  readonly #ends = new Map<RelayName, End>();
  #leaving: RelayedBlock[] = [];

  /** @param send hands the blocks over before it returns */
  constructor(pacer: Pacer, send: (blocks: readonly RelayedBlock[]) => void) {
    this.#pacer = pacer;
    this.#send = send;
  }

  get count(): number {
    return this.#ends.size;
  }

  /** Sound of other processes has come. */
  receive(blocks: readonly RelayedBlock[]): void {
    for (const { relay, samples } of blocks) this.#ends.get(relay)?.inbound.push(samples);
  }

  /** Joins a stream with a room of another process. @returns its rate @throws AppError `protocol.unsupported` */
  joinStream(relay: RelayName, stream: MediaStream): number {
    const { format } = stream;
    if (format === null) throw new AppError('protocol.unsupported', 'The call has no sound to be joined yet.');
    if (this.#ends.has(relay)) return format.rateHz;
    const inbound = new BlockPipe(format.rateHz);
    let isOver = false;
    let isIdle = true;
    const track: Track = {
      id: SERVER_TRACK,
      kind: 'remote',
      delayMs: 0,
      get isIdle() {
        return isIdle;
      },
      get isOver() {
        return isOver;
      },
      pull: (block) => {
        isIdle = !inbound.pull(block);
      },
      push: (block) => this.#give(relay, block),
      close: () => this.leave(relay),
    };
    stream.join(track);
    const nothing = (): void => undefined;
    const stop = (): void => {
      isOver = true;
    };
    this.#add(relay, { inbound, hear: nothing, speak: nothing, stop });
    return format.rateHz;
  }

  /** Lets a member of a room here speak for a stream of another process. */
  joinRoom(relay: RelayName, member: RoomMember): void {
    const inbound = new BlockPipe(member.rateHz);
    const block = new Int16Array(member.said.length);
    const heard = new Int16Array(member.said.length);
    const hear = (): void => {
      if (inbound.pull(block)) member.push(block);
    };
    const speak = (): void => {
      if (member.isIdle) return;
      member.pull(heard);
      this.#give(relay, heard);
    };
    this.#add(relay, { inbound, hear, speak, stop: () => member.leave() });
  }

  /** May be called twice. */
  leave(relay: RelayName): void {
    this.#ends.get(relay)?.stop();
    this.#ends.delete(relay);
    if (this.#ends.size === 0) this.#pacer.remove(this);
  }

  hear(): void {
    for (const end of this.#ends.values()) end.hear();
  }

  speak(): void {
    for (const end of this.#ends.values()) end.speak();
    if (this.#leaving.length === 0) return;
    this.#send(this.#leaving);
    this.#leaving = [];
  }

  #add(relay: RelayName, end: End): void {
    this.#ends.set(relay, end);
    this.#pacer.add(this);
  }

  #give(relay: RelayName, samples: Int16Array): void {
    if (!isSilent(samples)) this.#leaving.push({ relay, samples });
  }
}
