import { drawFlow } from '@callwright/flow-engine/testing';
import type { CallId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestExchange } from '../calls/testing/test-exchange.js';
import type { ProtocolAdapter } from './protocol-adapter.js';

/** A far side that speaks the adapter's protocol, over its real wire. */
export type AdapterClient = {
  readonly callId: CallId;
  /** What it was told, by the names of our own events, in order; what its protocol has no word for is left out. */
  readonly told: () => readonly string[];
  /** Sends what its protocol does not know. */
  readonly sendNonsense: () => void;
  /** Asks for the same call a second time. */
  readonly inviteAgain: () => void;
  /** Ends the call in order. */
  readonly hangUp: () => void;
  /** Is gone without a word. */
  readonly vanish: () => void;
  /** Whether the adapter has let go of it. */
  readonly isGone: () => boolean;
};

/** An adapter on its wire, with calls in memory behind it. */
export type AdapterBench = {
  readonly exchange: TestExchange;
  readonly adapter: ProtocolAdapter;
  /** Calls a line in whatever way may call it. `offer: bad` is an offer nobody can answer. */
  readonly call: (to: string, offer?: 'bad') => Promise<AdapterClient>;
  /** Lets the clock run on until something holds. */
  readonly until: (holds: () => boolean) => Promise<void>;
  /** Closes everything, and checks what holds after every call. */
  readonly close: () => Promise<void>;
};

/** Every capability an adapter may declare (specs of the protocols; the list a flow is checked against). */
const capabilities: readonly string[] = [
  ...['bridge', 'transfer', 'keysIn', 'keysOut', 'files', 'farSideSpeech', 'rawAudioIn', 'rawAudioOut'],
  ...['participants', 'video', 'incomingControl', 'reconnection', 'recording'],
];

/** What every {@link ProtocolAdapter} must do. */
export function describeProtocolAdapter(name: string, open: () => Promise<AdapterBench>): void {
  describe(`${name} as a protocol adapter`, () => {
    let bench: AdapterBench;
    beforeEach(async () => {
      bench = await open();
      bench.exchange.line('message', drawFlow({ steps: { hello: ['hangup', { text: 'Hello.' }] } }));
      bench.exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
    });
    afterEach(() => bench.close());

    const storyOf = ({ callId }: AdapterClient) => bench.exchange.stories.of(callId);
    const hasEnded = (client: AdapterClient) =>
      Boolean(bench.exchange.stories.all.get(client.callId)?.end) && client.isGone();
    const expectOneHangup = (client: AdapterClient) => {
      expect(client.told().filter((event) => event === 'hangup')).toHaveLength(1);
      expect(client.told().at(-1)).toBe('hangup');
    };

    it('tells of an answer, of one hangup at the end, and then lets go', async () => {
      const client = await bench.call('message');
      await bench.until(() => hasEnded(client));
      expect(client.told()).toContain('answer');
      expectOneHangup(client);
      expect(storyOf(client).end).toMatchObject({ initiator: 'system', outcome: 'completed' });
    });

    it('says first who calls, and what the far side can do', async () => {
      const client = await bench.call('patient');
      await bench.until(() => client.told().includes('answer'));
      const [first] = storyOf(client).lines;
      expect(first).toMatchObject({ kind: 'event', event: { event: 'session', to: 'patient' } });
      expect(storyOf(client).start?.protocol).toBe(bench.adapter.name);
      const event = first?.kind === 'event' && first.event.event === 'session' ? first.event : null;
      for (const capability of event?.capabilities ?? ['none']) expect(capabilities).toContain(capability);
    });

    it("takes a hangup for the caller's", async () => {
      const client = await bench.call('patient');
      await bench.until(() => client.told().includes('answer'));
      client.hangUp();
      await bench.until(() => hasEnded(client));
      expectOneHangup(client);
      expect(storyOf(client).end).toMatchObject({ initiator: 'caller', outcome: 'abandoned' });
    });

    it('takes a far side that is gone for a hangup', async () => {
      const client = await bench.call('patient');
      await bench.until(() => client.told().includes('answer'));
      client.vanish();
      await bench.until(() => storyOf(client).end !== null);
      expect(storyOf(client).end).toMatchObject({ reason: 'transport', initiator: 'caller' });
    });

    it('refuses nonsense and a second invite, and the call goes on', async () => {
      const client = await bench.call('patient');
      await bench.until(() => client.told().includes('answer'));
      client.sendNonsense();
      client.inviteAgain();
      await bench.until(() => client.told().filter((event) => event === 'error').length === 2);
      expect(storyOf(client).end).toBeNull();
      expect(client.isGone()).toBe(false);
    });

    it('refuses a line that is not there, before there is a call', async () => {
      const client = await bench.call('nowhere');
      await bench.until(() => client.isGone());
      expect(client.told()).toEqual(['error']);
      expect(bench.exchange.stories.all.size).toBe(0);
    });

    it('says what is wrong with an offer, then hangs up once', async () => {
      const client = await bench.call('patient', 'bad');
      await bench.until(() => hasEnded(client));
      expect(client.told()).toContain('error');
      expect(client.told()).not.toContain('answer');
      expectOneHangup(client);
    });

    it('keeps its calls apart', async () => {
      const [one, other] = [await bench.call('patient'), await bench.call('patient')];
      await bench.until(() => [one, other].every((client) => client.told().includes('answer')));
      one.hangUp();
      await bench.until(() => hasEnded(one));
      expect(storyOf(other).end).toBeNull();
      expect(other.told()).not.toContain('hangup');
    });

    it('tells its far sides that everything stops', async () => {
      const client = await bench.call('patient');
      await bench.until(() => client.told().includes('answer'));
      const stopped = bench.exchange.registry.stop();
      await bench.until(() => hasEnded(client));
      await stopped;
      expectOneHangup(client);
      expect(storyOf(client).end).toMatchObject({ reason: 'shutdown' });
    });

    it('can be closed twice, in the middle of a call', async () => {
      const client = await bench.call('patient');
      await bench.until(() => client.told().includes('answer'));
      expect(bench.adapter.close()).toBe(bench.adapter.close());
      await bench.adapter.close();
      await bench.until(() => storyOf(client).end !== null);
      expect(client.isGone()).toBe(true);
    });
  });
}
