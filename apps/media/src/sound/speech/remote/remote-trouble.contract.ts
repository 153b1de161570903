import { FakeClock } from '@callwright/flow-engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../platform/clock.js';
import { type Log, silentLog } from '../../../platform/logging.js';
import { settle } from '../../../platform/settle.js';
import type { TranscriptionEvent, TranscriptionOptions, TranscriptionProvider } from '../asr/port.js';
import { startTroubledServer, type Trouble, type TroubledServer } from './testing/troubled-server.js';

/** What a provider is made of in these tests. */
export type TroubleParts = {
  /** `127.0.0.1:port` of a server in trouble. */
  readonly host: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly apiKey: string;
};

const KEY = 'sk-a-key-nobody-may-see';
const TIMEOUT_MS = 5000;
/** A loop that waits for the network is not ended by the runner of the tests. */
const PATIENCE_MS = 15_000;
const options: TranscriptionOptions = { rateHz: 16_000, language: 'en-US', grammar: 'free' };

/** What every provider of somebody else's service must do when that is in trouble: answer each flush once, and say why. */
export function describeRemoteTrouble(
  name: string,
  create: (parts: TroubleParts) => TranscriptionProvider,
  start: (trouble: Trouble) => Promise<TroubledServer> = startTroubledServer,
): void {
  describe(`${name} in trouble`, () => {
    let server: TroubledServer;
    let provider: TranscriptionProvider;
    let clock: FakeClock;
    let logged: string[];
    let events: TranscriptionEvent[];
    afterEach(async () => {
      await provider.close();
      await server.close();
    });

    /** Two utterances against a server in trouble; the second is flushed once the first is answered. */
    async function callIn(trouble: Trouble): Promise<readonly TranscriptionEvent[]> {
      server = await start(trouble);
      // Some libraries are told moments, not durations.
      clock = new FakeClock(Date.now());
      logged = [];
      events = [];
      const note = (fields: object, message: string) => logged.push(JSON.stringify([fields, message]));
      const log: Log = { ...silentLog, debug: note, info: note, warn: note, error: note };
      provider = create({ host: server.host, timeoutMs: TIMEOUT_MS, clock, log, apiKey: KEY });
      const client = provider.createClient((event) => events.push(event));
      client.start(options);
      for (const count of [1, 2]) {
        client.write(new Int16Array(16_000).fill(500));
        client.flush();
        await untilAnswered(count);
      }
      let isClosed = false;
      const closing = client.close().then(() => {
        isClosed = true;
      });
      // Goodbyes nobody answers are over when their time is.
      for (; !isClosed; await settle()) clock.advance(100);
      await closing;
      return answers();
    }

    const answers = () =>
      events.filter((event) => event.event === 'final' || (event.event === 'error' && event.isAnswer));

    /** Waits on the network, and lets time pass only where nothing else can happen. */
    async function untilAnswered(count: number): Promise<void> {
      const untilMs = systemClock.monotonicMs() + PATIENCE_MS;
      for (let round = 0; answers().length < count; round++) {
        if (systemClock.monotonicMs() > untilMs) throw new Error('No answer');
        await settle();
        if (round % 100 === 99 && server.isSilent) clock.advance(TIMEOUT_MS);
      }
    }

    const troubles: readonly (readonly [Trouble, readonly string[]])[] = [
      ['refuses connections', ['speech.unavailable']],
      ['never answers', ['speech.timeout']],
      ['status 401', ['speech.notConfigured']],
      ['status 403', ['speech.notConfigured']],
      ['status 429', ['speech.unavailable']],
      ['status 500', ['speech.unavailable']],
      ['status 503', ['speech.unavailable']],
      ['says nothing', ['speech.timeout']],
      ['breaks off', ['speech.unavailable']],
      ['talks garbage', ['speech.asrFailed']],
      ['talks without end', ['speech.asrFailed', 'speech.unavailable']],
    ];
    it.each(troubles)('answers each flush once when the service %s', async (trouble, codes) => {
      const answered = await callIn(trouble);
      expect(answered).toHaveLength(2);
      for (const event of answered) expect(codes).toContain(event.event === 'error' && event.code);
      // A key has no place in what people and logs get to see.
      expect(JSON.stringify([events, logged])).not.toContain(KEY);
      expect(JSON.stringify([events, logged])).not.toContain(server.host);
    });

    it('connects once more for an utterance whose connection broke, and no oftener', async () => {
      await callIn('breaks off');
      expect(server.count).toBeLessThanOrEqual(5);
      expect(server.count).toBeGreaterThanOrEqual(3);
    });

    it('does not repeat a key that cannot be sent', async () => {
      server = await start('says nothing');
      clock = new FakeClock(Date.now());
      events = [];
      const apiKey = `${KEY}\n`;
      provider = create({ host: server.host, timeoutMs: TIMEOUT_MS, clock, log: silentLog, apiKey });
      const client = provider.createClient((event) => events.push(event));
      client.start(options);
      client.flush();
      await untilAnswered(1);
      expect(events).toMatchObject([{ code: 'speech.notConfigured' }, { code: 'speech.notConfigured' }]);
      expect(JSON.stringify(events)).not.toContain(KEY);
    });

    it('leaves no timer behind', async () => {
      await callIn('breaks off');
      await provider.close();
      expect(clock.timerCount).toBe(0);
    });
  });
}
