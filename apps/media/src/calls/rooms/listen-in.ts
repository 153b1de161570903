import { AppError, type CallId, type CommandOf, callId, type SessionEventOf } from '@callwright/protocol';
import type { RoomEntry, RoomName } from '../../link/messages.js';
import type { CallSession } from '../call-session.js';
import type { Engagement } from './engagements.js';
import { AMONG_ALL, type RoomPorts } from './room-ports.js';
import { waitFor } from './wait-for.js';

type Listening = {
  readonly target: CallId;
  readonly report: (result: Pick<SessionEventOf<'conferenceEvent'>, 'status' | 'members'>) => void;
  readonly ports: RoomPorts;
};

const CALL = 'call:';

/** The call that a conference of this name is; null for a real one. @throws AppError `call.ended` when it can be none */
export const listenedTo = (room: string): CallId | null => {
  if (!room.startsWith(CALL)) return null;
  const { data } = callId.safeParse(room.slice(CALL.length));
  if (data === undefined) throw noSuchCall();
  return data;
};

/** How many listen in to each call. */
export class ListenIns {
  readonly #counts = new Map<CallId, number>();

  /** @returns whether it is the first */
  add(target: CallId): boolean {
    const count = this.#counts.get(target) ?? 0;
    this.#counts.set(target, count + 1);
    return count === 0;
  }

  /** @returns whether it was the last */
  remove(target: CallId): boolean {
    const count = (this.#counts.get(target) ?? 1) - 1;
    if (count > 0) this.#counts.set(target, count);
    else this.#counts.delete(target);
    return count <= 0;
  }
}

/**
 * Listens in to another call: hears all that its caller says and hears. As `listener` unheard; as `speaker` heard by that
 * caller and nobody else; as `host` heard by those they talk with, too.
 * @throws AppError `auth.forbidden`, `call.ended`, and what the sound says
 */
export const listenIn = async (
  call: CallSession,
  { command: { role = 'listener' }, signal }: Engagement<CommandOf<'conference'>>,
  { target: id, report, ports }: Listening,
): Promise<void> => {
  // A flow is drawn by many; only who holds a key for it listens in.
  if (!call.isDrivenByClient) throw new AppError('auth.forbidden', 'A flow cannot listen in to calls.');
  const target = ports.find(id);
  if (target === null || target === call || target.isEnding) throw noSuchCall();
  const talkRoom = role === 'host' ? target.talkRoom : null;
  const leave = talkRoom === null ? await join(call, target, role, ports) : await takePart(call, talkRoom);
  try {
    report({ status: 'joined', members: 2 });
    const end = await waitFor(target.ended, { clock: ports.clock, signal });
    report({ status: end === 'aborted' ? 'left' : 'ended' });
  } finally {
    await leave();
  }
};

const noSuchCall = () => new AppError('call.ended', 'There is no such call.');

const takePart = async (call: CallSession, room: RoomName): Promise<() => Promise<void>> => {
  await call.sound.joinRoom(room, { masks: AMONG_ALL });
  return () => call.sound.leaveRoom(room);
};

const join = async (
  call: CallSession,
  target: CallSession,
  role: 'host' | 'speaker' | 'listener',
  { listenIns }: RoomPorts,
): Promise<() => Promise<void>> => {
  const room = `listen:${target.callId}`;
  const isFirst = listenIns.add(target.callId);
  const leave = async () => {
    await call.sound.leaveRoom(room);
    if (listenIns.remove(target.callId)) await target.sound.leaveRoom(room);
  };
  const own: RoomEntry = { masks: { ...AMONG_ALL, heardBy: role === 'listener' ? 'nobody' : [target.callId] } };
  try {
    if (isFirst) await target.sound.joinRoom(room, { masks: AMONG_ALL, isListenedTo: true });
    await call.sound.joinRoom(room, own);
  } catch (error) {
    await leave();
    throw error;
  }
  return leave;
};
