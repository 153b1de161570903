import { type CommandOf, type SessionEventOf, toAppError } from '@callwright/protocol';
import type { RoomName } from '../../link/messages.js';
import { RINGBACK } from '../../link/tone-urls.js';
import { refusalStatusOf } from '../call-refusal.js';
import type { CallSession } from '../call-session.js';
import { announce } from './announce.js';
import { stayWith } from './couples.js';
import { createEarlyEar } from './early-ear.js';
import type { Engagement } from './engagements.js';
import { type Party, ringLine } from './party.js';
import { AMONG_ALL, type RoomPorts, waitingWith } from './room-ports.js';
import { waitFor } from './wait-for.js';

type Status = SessionEventOf<'referStatus'>['status'];
type Refer = Engagement<CommandOf<'refer'>>;
type Report = (status: Status, reason?: string, code?: number) => void;

/**
 * Passes the call on to another line of ours, or to whom the dialler reaches; resolves when that is over, and never rejects. Progress is told by
 * `referStatus`: `trying`, then `answered` and at the end `ended`, or `busy`, `rejected`, `noAnswer` or `failed`. Whichever call
 * ends first ends it; the first call lives on, the other does not.
 */
export const passOn = async (call: CallSession, refer: Refer, ports: RoomPorts): Promise<void> => {
  const report = reportOf(call, refer.command, ports);
  const { target, options = {} } = refer.command;
  report('trying');
  if (options.mode === 'sip') return handOver(call, refer, report, ports);
  const room = ports.newRoom();
  const { music } = options;
  const ear = createEarlyEar(call, { room, log: ports.log, ...(music !== undefined && { music }) });
  try {
    const { timeoutMs, callerId, headers } = options;
    const line = { target, timeoutMs, callerId, headers };
    const ring = await ringLine(call, line, ports, { signal: refer.signal, ear });
    await ear.close();
    if (refer.signal.aborted) {
      if (ring.outcome === 'answered') ring.party.decline();
      report('failed', 'cancelled');
    } else if (ring.outcome === 'answered') await talk(call, refer, { party: ring.party, room, report, ports });
    else report(ring.outcome, ring.reason, ring.code);
  } finally {
    await ear.close();
    await call.sound.leaveRoom(room);
  }
};

// RFC 3515: the far side calls the other itself, and its leg tells how that goes.
const handOver = async (call: CallSession, { command }: Refer, report: Report, ports: RoomPorts): Promise<void> => {
  const { leg } = call;
  if (!leg.handles.has('refer')) return report('failed', 'This call cannot be handed over by REFER.');
  try {
    // A carrier asks for its money whoever dials.
    ports.checkSent(call, command.target);
    await leg.perform(command);
  } catch (error) {
    report('failed', toAppError(error).message, refusalStatusOf(error));
  }
};

const reportOf = (call: CallSession, { target, referId }: CommandOf<'refer'>, { clock }: RoomPorts): Report => {
  const startTime = clock.nowMs();
  return (status, reason, code) => {
    // A call that is being hung up is passed on to nobody.
    if (call.isEnding) return;
    call.post({
      event: 'referStatus',
      timestamp: clock.nowMs(),
      status,
      target,
      ...(status === 'ended' ? { startTime } : {}),
      ...(referId === undefined ? {} : { referId }),
      ...(reason === undefined ? {} : { reason }),
      ...(code === undefined ? {} : { code }),
    });
  };
};

type Talk = {
  readonly party: Party;
  readonly room: RoomName;
  readonly report: Report;
  readonly ports: RoomPorts;
};

const talk = async (call: CallSession, refer: Refer, { party, room, report, ports }: Talk): Promise<void> => {
  const { mode, announce: words = '' } = refer.command.options ?? {};
  const isAttended = mode === 'attended' && words !== '';
  try {
    await call.sound.joinRoom(room, { masks: isAttended ? waitingWith(RINGBACK) : AMONG_ALL });
    await party.join(room, isAttended);
    refer.talksIn(room);
    report('answered');
    if (isAttended) await consult(call, refer, { party, room, ports });
    const end = await stayWith(call, party, { room, signal: refer.signal, ports });
    // Who answered has handed the call on, and gone: it is as if they had not answered.
    if (typeof end === 'object') report(end.outcome, end.reason, end.code);
    else {
      report('ended');
      // Spec 0 §3: the first call ends with the one it was passed on to.
      if (refer.command.options?.autoHangup) void call.close({ reason: 'refer', initiator: 'callee' });
    }
  } catch (error) {
    await party.letGo();
    report('failed', toAppError(error).message);
  } finally {
    refer.talksIn(null);
  }
};

// The other side is told something before they talk; the caller does not hear it. Who gives it up meanwhile is not joined.
const consult = async (
  call: CallSession,
  { command, signal }: Refer,
  { party, room, ports }: { readonly party: Party; readonly room: RoomName; readonly ports: RoomPorts },
): Promise<void> => {
  const words = command.options?.announce ?? '';
  await waitFor(Promise.race([announce(call, { room, words, signal }, ports), party.ended]), {
    clock: ports.clock,
    signal,
  });
  if (signal.aborted) return;
  await party.join(room);
  await call.sound.joinRoom(room, { masks: AMONG_ALL });
};
