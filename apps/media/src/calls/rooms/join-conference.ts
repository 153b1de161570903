import { type CommandOf, type SessionEventOf, toAppError } from '@callwright/protocol';
import type { RoomMasks } from '../../link/messages.js';
import { WAITING } from '../../link/tone-urls.js';
import { runInBackground } from '../../platform/run-in-background.js';
import type { CallSession } from '../call-session.js';
import type { Conference } from './conference.js';
import { createDeferred } from './deferred.js';
import type { Engagement } from './engagements.js';
import { listenedTo, listenIn } from './listen-in.js';
import { AMONG_ALL, type RoomPorts, waitingWith } from './room-ports.js';
import { waitFor } from './wait-for.js';

type Joining = Engagement<CommandOf<'conference'>>;
type Result = Pick<SessionEventOf<'conferenceEvent'>, 'status' | 'members' | 'reason'>;

/** As many as may be in a conference when nobody says. */
const DEFAULT_MAX_MEMBERS = 50;

/**
 * Joins the call with everybody in a conference of its workspace; resolves when that is over, and never rejects. Told by
 * `conferenceEvent`: `waiting` while nobody else, or no host, is there, `joined` with how many they are, again whenever
 * that changes, and how it ended. `call:<callId>` is no conference but that call, listened in to.
 */
export const joinConference = async (call: CallSession, joining: Joining, ports: RoomPorts): Promise<void> => {
  const { conferenceId, room } = joining.command;
  const report = (result: Result) => {
    if (call.isEnding) return;
    call.post({ event: 'conferenceEvent', timestamp: ports.clock.nowMs(), conferenceId, room, ...result });
  };
  try {
    const target = listenedTo(room);
    if (target !== null) await listenIn(call, joining, { target, report, ports });
    else await ports.useConference(room, (conference) => attend(call, joining, { conference, report, ports }));
  } catch (error) {
    const { code, message } = toAppError(error);
    report(code === 'media.roomFull' ? { status: 'full' } : { status: 'failed', reason: message });
  }
};

type State = 'waiting' | 'joined';
type Attending = {
  readonly conference: Conference;
  readonly report: (result: Result) => void;
  readonly ports: RoomPorts;
};

const attend = async (call: CallSession, { command, signal }: Joining, attending: Attending): Promise<void> => {
  const { conference, report } = attending;
  const { soundRoom } = conference;
  const isFull = () => conference.size >= (command.maxMembers ?? DEFAULT_MAX_MEMBERS);
  try {
    if (!isFull()) await call.sound.joinRoom(soundRoom, { masks: masksOf(command, 'waiting') });
    // Whether there is still a place is only known now.
    if (isFull()) report({ status: 'full' });
    else {
      const end = await sit(call, command, { ...attending, signal });
      report({ status: end });
    }
  } finally {
    await call.sound.leaveRoom(soundRoom);
  }
};

/** Is in the conference until it is over or given up. */
const sit = async (
  call: CallSession,
  command: CommandOf<'conference'>,
  { conference, report, ports, signal }: Attending & { readonly signal: AbortSignal },
): Promise<'ended' | 'left'> => {
  const { soundRoom } = conference;
  const over = createDeferred<'ended'>();
  let state: State = 'waiting';
  const leave = conference.enter({
    rules: command,
    onEnded: () => over.resolve('ended'),
    chime: (which) => runInBackground('chime', call.sound.chime(soundRoom, which), ports.log),
    onChange: (next, members) => {
      report(next === 'waiting' ? { status: next } : { status: next, members });
      if (next === state) return;
      state = next;
      call.sound.joinRoom(soundRoom, { masks: masksOf(command, next) }).catch(over.reject);
    },
  });
  try {
    const end = await waitFor(over.promise, { clock: ports.clock, signal });
    return end === 'ended' ? end : 'left';
  } finally {
    leave();
  }
};

const masksOf = ({ role, music = WAITING }: CommandOf<'conference'>, state: State): RoomMasks =>
  state === 'waiting' ? waitingWith(music) : { ...AMONG_ALL, heardBy: role === 'listener' ? 'nobody' : 'all' };
