import { AppError, type CallId, protocolProfiles, type SessionEvent } from '@callwright/protocol';
import { type CallLeg, FarSideEnded } from '../../../calls/call-leg.js';
import type { SoundStream } from '../../../calls/sound-port.js';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { TakosProducer, TakosRoomEnd, TakosRoomListener, TakosRooms, TakosTicket } from '../ports.js';
import { BotSound } from './bot-sound.js';
import { Company } from './company.js';

/** What a bot's leg is made of. */
export type BotLegParts = {
  readonly callId: CallId;
  readonly rooms: Pick<TakosRooms, 'sitIn'>;
  /** Where the sockets of sound are bound, as the media worker reaches them. */
  readonly soundHost: string;
  /** Where it sits; `userId` is its own name in the room. */
  readonly ticket: TakosTicket;
  /** Who asked for it. */
  readonly from: string;
  /** The line whose flow speaks. */
  readonly to: string;
  readonly clock: Clock;
  readonly log: Log;
};

/** A bot and how it came to sit. */
export type BotLeg = {
  readonly leg: CallLeg;
  /** Resolves when it sits in the room. @throws AppError why it does not */
  readonly seated: Promise<void>;
};

/** Somebody whose token was not used has not come (the time tokens have). */
const ALONE_FOR_MS = 120_000;

const { capabilities, cannot } = protocolProfiles.takos;

/**
 * A flow as a peer of a takos room: it hears all the others together, and speaks as they do. The call begins when somebody
 * else is there and ends when nobody is any more.
 */
export const createBotLeg = (parts: BotLegParts): BotLeg => {
  const { ticket, rooms, clock, log } = parts;
  const gone = new AbortController();
  const company = new Company({ clock, aloneForMs: ALONE_FOR_MS, isOf: (peerId) => peerId !== ticket.userId });
  const published = new Set<string>();
  let post: (event: SessionEvent) => void = () => undefined;
  let sound: BotSound | null = null;
  let leave: () => void = () => undefined;
  let closing: Promise<void> | null = null;
  let [settle, fail]: [() => void, (error: unknown) => void] = [() => undefined, () => undefined];
  const seated = new Promise<void>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  // Nobody has to wait for it.
  seated.catch(() => undefined);
  const end = (reason: string) => gone.abort(new FarSideEnded({ reason, initiator: 'caller' }));
  const tell = (event: 'participantJoin' | 'participantLeave', participant: string) =>
    post({ event, timestamp: clock.nowMs(), participant, participants: company.size });
  const tellTrack = (event: 'trackPublished' | 'trackUnpublished', { peerId, producerId, kind }: TakosProducer) =>
    post({ event, timestamp: clock.nowMs(), participant: peerId, publicationId: producerId, kind });
  const listener: TakosRoomListener = {
    joined(peerId) {
      if (company.add(peerId)) tell('participantJoin', peerId);
    },
    left(peerId) {
      if (!company.remove(peerId)) return;
      tell('participantLeave', peerId);
      if (company.size === 0) end('caller');
    },
    produced(producer) {
      sound?.hear(producer);
      if (published.has(producer.producerId)) return;
      published.add(producer.producerId);
      tellTrack('trackPublished', producer);
    },
    producerClosed(producer) {
      sound?.ignore(producer);
      if (published.delete(producer.producerId)) tellTrack('trackUnpublished', producer);
    },
    ended: (reason) => (isInOrder(reason) ? end('caller') : gone.abort()),
  };
  const openSound = async (stream: SoundStream, onEvent: (event: SessionEvent) => void) => {
    post = onEvent;
    const seat = await rooms.sitIn(ticket, listener);
    leave = () => seat.leave();
    // The call may have been ended while the room was opened.
    if (closing !== null || gone.signal.aborted) leave();
    sound = new BotSound({ seat, stream, log, soundHost: parts.soundHost });
    await sound.open();
    for (const peerId of seat.peers()) listener.joined(peerId);
    for (const producer of seat.producers()) listener.produced(producer);
    settle();
    if (!(await company.comes(gone.signal))) {
      end('noAnswer');
      throw new AppError('media.timeout', 'Nobody has come into the room.');
    }
    await sound.begin();
    return { sdp: '' };
  };
  const leg: CallLeg = {
    callId: parts.callId,
    protocol: 'takos',
    direction: 'inbound',
    from: parts.from,
    to: parts.to,
    signal: gone.signal,
    capabilities,
    handles: new Set(),
    cannot: new Set(cannot),
    headers: { 'takos-room': ticket.roomId, 'takos-call-type': ticket.callType },
    openSound: (stream, onEvent) =>
      openSound(stream, onEvent).catch((error: unknown) => {
        fail(error);
        throw error;
      }),
    option: {},
    perform: () => Promise.resolve(),
    send: () => undefined,
    close() {
      closing ??= (async () => {
        company.close();
        fail(new AppError('call.ended', 'The call has ended.'));
        await sound?.close();
        leave();
      })();
      return closing;
    },
  };
  return { leg, seated };
};

const isInOrder = (reason: TakosRoomEnd): boolean => reason === 'ended';
