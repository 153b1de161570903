import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_OFFER } from '../../calls/testing/fake-leg.js';
import { CallSocketBench, type CallSocketClient } from './call-socket-bench.js';
import { parseMessage } from './messages.js';

// biome-ignore lint/style/noProcessEnv: the long run is asked for in the environment
const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';
/** Messages that are changed and sent; the long run sends more (`npm run test:full`). */
const MESSAGE_COUNT = isFull ? 100_000 : 2000;
/** Fewer than the server lets through in its window, so that what is sent is read. */
const MESSAGES_A_CALL = 400;

const option = {
  asr: { provider: 'vosk' },
  vad: { type: 'silero' },
  sip: { headers: { 'X-A': '1' } },
  extra: { a: 'b' },
};
const seeds: readonly object[] = [
  { command: 'tts', text: 'Hello.', playId: 'p', streaming: true, waitInputTimeout: 100 },
  { command: 'tts', text: 'AAAA', base64: true, play_id: 'p' },
  { command: 'play', url: 'prompt:hello', autoHangup: false, loop: true },
  { command: 'interrupt', graceful: true, fadeOutMs: 20 },
  { command: 'refer', callee: 'nowhere', options: { timeout: 3, moh: 'tone:beep' } },
  { command: 'history', speaker: 'bot', text: 'Hello.' },
  { command: 'mute', track_id: 'callee' },
  { command: 'candidate', candidates: ['candidate:1 1 udp 1 10.0.0.1 9 typ host'] },
  { command: 'accept', option },
  { command: 'invite', option: { ...option, offer: FAKE_OFFER } },
  { command: 'gather', gatherId: 'g', input: ['dtmf'], timeoutMs: 50 },
  { command: 'redirect', target: 'flow:none' },
  { command: 'record', action: 'start', option: { samplerate: 8000 } },
  { command: 'dtmf', digits: '12#' },
  { command: 'asr', action: 'start', option: { language: 'en-US' } },
  { command: 'dial', dialId: 'd', targets: [{ target: 'nowhere' }] },
];

/** A small generator of the same numbers each time (xorshift, 32 bits). */
const createChance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};
type Chance = ReturnType<typeof createChance>;

const strange: readonly unknown[] = [null, -1, 1e308, '', [], {}, true, 'x'.repeat(300), '\u0000', { a: { b: [1] } }];
const pick = <T>(chance: Chance, all: readonly T[]): T | undefined => all[chance(all.length)];

const changeField = (chance: Chance, message: object): object => {
  const names = Object.keys(message).filter((name) => name !== 'command' || chance(20) === 0);
  const name = pick(chance, names) ?? 'text';
  const kind = chance(3);
  if (kind === 0) return Object.fromEntries(Object.entries(message).filter(([one]) => one !== name));
  if (kind === 1) return { ...message, [name]: pick(chance, strange) };
  return { ...message, [`x${chance(100)}`]: pick(chance, strange) };
};

const changeText = (chance: Chance, text: string): string => {
  const at = chance(text.length);
  const kind = chance(3);
  if (kind === 0) return text.slice(0, at);
  if (kind === 1) return `${text.slice(0, at)}${String.fromCharCode(chance(0x2fff))}${text.slice(at + 1)}`;
  return text.slice(0, at) + text.slice(at, at + chance(20)) + text.slice(at);
};

const mutated = (chance: Chance): string => {
  const message = changeField(chance, pick(chance, seeds) ?? {});
  const text = JSON.stringify(message);
  return chance(4) === 0 ? changeText(chance, text) : text;
};

let bench: CallSocketBench;
beforeEach(async () => {
  bench = await CallSocketBench.open({ maxCalls: 5 });
});
afterEach(() => bench.close());

describe('messages that were changed on their way', () => {
  const begin = async (): Promise<CallSocketClient> => {
    const client = await bench.connect(`dialect=callwright&ping=0&token=${bench.exchange.key('calls:control')}`);
    client.send({ command: 'invite', sdp: FAKE_OFFER });
    await client.event('answer');
    return client;
  };

  it(`harm neither the process nor the next call: ${MESSAGE_COUNT} of them`, {
    timeout: 60_000 + MESSAGE_COUNT * 20,
  }, async () => {
    const chance = createChance(20_250_331);
    let parsableCount = 0;
    for (let sent = 0; sent < MESSAGE_COUNT; ) {
      const client = await begin();
      for (let at = 0; at < MESSAGES_A_CALL && sent < MESSAGE_COUNT; at += 1, sent += 1) {
        const text = mutated(chance);
        if (parseMessage(text).ok) parsableCount += 1;
        client.send(text);
      }
      client.send({ command: 'hangup', commandId: 'last' });
      await bench.until(() => client.isClosed);
      expect(client.told.filter((name) => name === 'hangup')).toHaveLength(1);
      expect(client.told.at(-1)).toBe('hangup');
      await bench.until(() => bench.exchange.registry.liveCount === 0);
    }
    expect(parsableCount / MESSAGE_COUNT).toBeGreaterThan(0.2);
  });

  it('end a socket that has no call yet, one way or the other', async () => {
    const chance = createChance(7);
    for (let at = 0; at < 40; at += 1) {
      const client = await bench.connect(`token=${bench.exchange.key('calls:control')}`);
      const text = mutated(chance);
      client.send(text);
      client.send({ command: 'hangup' });
      await bench.until(() => client.isClosed);
    }
    expect(bench.exchange.registry.liveCount).toBe(0);
  });
});
