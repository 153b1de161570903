import { AppError, type CallId, callId, type EndpointEntry, type WorkspaceId } from '@callwright/protocol';
import type { CallLeg } from '../../../calls/call-leg.js';
import type { Principal } from '../../../calls/principal.js';
import type { Clock } from '../../../platform/clock.js';
import type { NewId } from '../../../platform/ids.js';
import type { Log } from '../../../platform/logging.js';
import { parseUserId } from '../control/user-id.js';
import type { TakosRooms, TakosTicket } from '../ports.js';
import { BotPeer } from './bot-peer.js';

/** What bots are made of. */
export type BotsOptions = {
  readonly rooms: Pick<TakosRooms, 'sitIn'>;
  /** Hands a leg in. @throws AppError when it may not begin */
  readonly accept: (leg: CallLeg, principal: Principal) => Promise<unknown>;
  readonly endpoint: (name: string, workspaceId: WorkspaceId) => EndpointEntry | null;
  /** Our own name among the servers: lines are `<line>@<domain>`. */
  readonly domain: string;
  readonly soundHost: string;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/** Which line is wanted in which room, by whom. */
export type BotOrder = {
  readonly line: EndpointEntry;
  readonly room: Omit<TakosTicket, 'userId'>;
  /** The user or the room that it is for. */
  readonly from: string;
  readonly principal: Principal;
};

/** Lines that sit in takos rooms as peers. */
export class Bots {
  readonly #options: BotsOptions;

  constructor(options: BotsOptions) {
    this.#options = options;
  }

  /** The line a user id is of; null when it is none. A line that is bound to another protocol is none. */
  lineOf(userId: string, workspaceId: WorkspaceId): EndpointEntry | null {
    const { domain, endpoint } = this.#options;
    const parsed = parseUserId(userId);
    return parsed?.domain === domain ? ofTakos(endpoint(parsed.name, workspaceId)) : null;
  }

  /** The peer a line is in rooms. */
  peerOf({ name }: EndpointEntry): string {
    return `${name}@${this.#options.domain}`;
  }

  /**
   * Has a line sit down in a room; resolves when it sits.
   * @throws AppError `auth.*`, `flow.*`, `call.busy` when its call may not begin, and why it does not sit
   */
  async join({ line, room, from, principal }: BotOrder): Promise<CallId> {
    const { rooms, accept, soundHost, clock, newId, log } = this.#options;
    const id = callId.parse(`c-${newId()}`);
    const bot = new BotPeer({
      ...{ callId: id, rooms, soundHost, from, to: line.name, clock },
      ticket: { ...room, userId: this.peerOf(line) },
      log: log.child({ callId: id }),
    });
    const { leg } = bot;
    try {
      await accept(leg, principal);
    } catch (error) {
      await leg.close();
      throw error;
    }
    await bot.seated;
    return id;
  }
}

const ofTakos = (line: EndpointEntry | null): EndpointEntry | null =>
  line !== null && (line.protocol === undefined || line.protocol === 'takos') ? line : null;

/** @throws AppError `call.unknownEndpoint` */
export const knownLine = (line: EndpointEntry | null): EndpointEntry => {
  if (line === null) throw new AppError('call.unknownEndpoint', 'There is no such line, or it is of another protocol.');
  return line;
};
