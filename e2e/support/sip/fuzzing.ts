import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { parseSipMessage } from '../../../packages/sip/src/index.js';
import { memoryMb, processesBelow } from '../own-stack.js';
import { createDice, type Dice, mutatedMessage, mutatedPacket, oneOf, report } from './mutations.js';
import type { RtpEnd } from './rtp-end.js';
import { freshId, type SipEnd } from './sip-end.js';

/** What a batch may hold without a buffer of the kernel running full, of 208 KB where nothing else is set. */
const BATCH_MESSAGES = 60;
const BATCH_PACKETS = 40;

/** Who throws: an address that a trunk knows, and several that nobody does. */
export type Throwers = { readonly known: SipEnd; readonly strangers: readonly SipEnd[] };

export type ThrownMessages = { readonly thrown: number; readonly parsable: number; readonly byTcp: number };

/** Texts to begin from, what is called in them, and the calls that are not to be harmed. */
export type Originals = {
  readonly texts: readonly string[];
  readonly lines: readonly string[];
  readonly liveCallIds: readonly string[];
};

/** A message as it could come next: another transaction, another call or one that is there, another line. */
const renewed = (text: string, { lines, liveCallIds }: Originals, dice: Dice): string => {
  const callId = dice(4) === 0 ? oneOf(liveCallIds, dice) : freshId();
  const again = dice(4) === 0 ? text : text.replace(/branch=z9hG4bK[\w.-]+/, `branch=z9hG4bK${freshId()}`);
  const line = dice(20) === 0 ? oneOf(lines, dice) : 'nobody';
  // Tags are not those of the live calls: who knows these may end them, and has to be believed.
  return again.replace(/^(Call-ID: ).*$/im, `$1${callId}`).replace(/^(\w+ sip:)[^@\s]+@/, `$1${line}@`);
};

/** Throws so many changed messages, in batches; after each the server must still answer. */
export const throwMessages = async (
  count: number,
  originals: Originals,
  { throwers, server, seed }: { readonly throwers: Throwers; readonly server: string; readonly seed: number },
): Promise<ThrownMessages> => {
  const dice = createDice(seed);
  let [parsable, byTcp] = [0, 0];
  for (let thrown = 0; thrown < count; thrown += BATCH_MESSAGES) {
    const batch = Array.from({ length: Math.min(BATCH_MESSAGES, count - thrown) }, () =>
      mutatedMessage(renewed(oneOf(originals.texts, dice), originals, dice), dice),
    );
    const stream = batch.filter((bytes) => !throwByUdp(bytes, throwers, dice));
    parsable += batch.filter((bytes) => parseSipMessage(bytes).ok).length;
    byTcp += stream.length;
    await throwByTcp(Buffer.concat(stream), server);
    const answer = await throwers.known.ask({ method: 'OPTIONS', uri: `sip:${server}` });
    if (!answer.startsWith('SIP/2.0 200')) throw new Error(`OPTIONS was answered ${answer.slice(0, 40)}`);
  }
  return { thrown: count, parsable, byTcp };
};

/** Most of them; false for one that is to go by TCP. */
const throwByUdp = (bytes: Buffer, { known, strangers }: Throwers, dice: Dice): boolean => {
  if (dice(10) === 0) return false;
  const from = dice(5) === 0 ? oneOf(strangers, dice) : known;
  from.throwAt(bytes);
  return true;
};

/** All in one connection of the known address, which the server may end. */
const throwByTcp = (bytes: Buffer, server: string): Promise<void> => {
  const [host = '', port = ''] = server.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), localAddress: '127.0.0.2' });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
    socket.end(bytes);
    socket.setTimeout(50, () => socket.destroy());
  });
};

/**
 * Throws so many changed packets and reports at the ports of live ends: from strangers, from another port of their
 * address, and from themselves. After each batch every end must hear on.
 */
export const throwPackets = async (
  count: number,
  ends: readonly RtpEnd[],
  { strangers, seed }: { readonly strangers: readonly RtpEnd[]; readonly seed: number },
): Promise<void> => {
  const dice = createDice(seed);
  for (let thrown = 0; thrown < count; ) {
    for (const end of ends) {
      const port = end.heardFrom ?? 0;
      const size = Math.min(BATCH_PACKETS, count - thrown);
      for (let at = 0; at < size; at += 1) throwPacket(end, port, { strangers, dice });
      thrown += size;
    }
    await Promise.all(ends.map(hearsOn));
  }
};

const throwPacket = (
  end: RtpEnd,
  port: number,
  { strangers, dice }: { readonly strangers: readonly RtpEnd[]; readonly dice: Dice },
): void => {
  const isReport = dice(4) === 0;
  const whole = isReport ? report(dice) : end.said;
  const bytes = isReport && dice(2) === 0 ? whole : mutatedPacket(whole, dice);
  const from = dice(2) === 0 ? end : oneOf(strangers, dice);
  from.throwAt(bytes, isReport && dice(2) === 0 ? port + 1 : port);
};

const HEARS_WITHIN_MS = 10_000;

/** Resolves when an end has heard one packet more. */
const hearsOn = async (end: RtpEnd): Promise<void> => {
  const before = end.heardCount;
  for (let waitedMs = 0; end.heardCount === before; waitedMs += 5) {
    if (waitedMs > HEARS_WITHIN_MS) throw new Error('An end of a live call hears nothing any more.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** What the process with signalling and those with sound hold. */
export type Held = {
  readonly memoryMb: number;
  readonly handles: number;
  /** Process by process, that of signalling first. */
  readonly eachMb: readonly number[];
  readonly pids: readonly number[];
};

/** Now. */
export const heldBy = (mediaPid: number): Held => {
  const pids = [mediaPid, ...processesBelow(mediaPid, 'sound.main').map(({ pid }) => pid)];
  const handles = pids.map((pid) => readdirSync(`/proc/${pid}/fd`).length);
  const eachMb = pids.map(memoryMb);
  return { memoryMb: total(eachMb), handles: total(handles), eachMb, pids };
};

const total = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0);
