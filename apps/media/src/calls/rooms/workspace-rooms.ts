import type { WorkspaceId } from '@callwright/protocol';
import type { RoomName } from '../../link/messages.js';
import type { Clock } from '../../platform/clock.js';
import { CallQueue } from './call-queue.js';
import { Conference } from './conference.js';
import { Couples } from './couples.js';
import { ListenIns } from './listen-in.js';
import { Shared } from './shared.js';

/** What is shared by the calls of all workspaces. */
export type WorkspaceRoomsOptions = {
  readonly clock: Clock;
  readonly newRoom: () => RoomName;
  /** Callers that may wait in one queue. */
  readonly maxQueueLength: number;
};

/** The queues and conferences of this process, each of one workspace, and gone with the last who was in it. */
export class WorkspaceRooms {
  readonly listenIns = new ListenIns();
  readonly couples = new Couples();
  readonly #queues: Shared<CallQueue>;
  readonly #conferences: Shared<Conference>;

  constructor({ clock, newRoom, maxQueueLength: maxCalls }: WorkspaceRoomsOptions) {
    this.#queues = new Shared(() => new CallQueue({ maxCalls, nowMs: clock.nowMs }));
    this.#conferences = new Shared(() => new Conference(newRoom()));
  }

  /** Queues, conferences and couples somebody is in. */
  get count(): number {
    return this.#queues.size + this.#conferences.size + this.couples.count;
  }

  useQueue<Result>(workspaceId: WorkspaceId, name: string, work: (queue: CallQueue) => Promise<Result>) {
    return this.#queues.use(keyOf(workspaceId, name), work);
  }

  useConference<Result>(workspaceId: WorkspaceId, name: string, work: (conference: Conference) => Promise<Result>) {
    return this.#conferences.use(keyOf(workspaceId, name), work);
  }
}

const keyOf = (workspaceId: WorkspaceId, name: string): string => JSON.stringify([workspaceId, name]);
