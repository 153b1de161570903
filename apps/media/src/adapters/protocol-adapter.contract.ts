import { drawFlow } from '@callwright/flow-engine/testing';
import { type CallId, protocolName, protocolProfiles } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestExchange } from '../calls/testing/test-exchange.js';
import type { ProtocolAdapter } from './protocol-adapter.js';

/** A far side that speaks the adapter's protocol, over its real wire. */
export type AdapterClient = {
  /** With us; of a call that was refused anything. */
  readonly callId: CallId;
  /**
   * What it was told, by the names of our own events, in order; what its protocol has no word for is left out. A refusal, in
   * whatever way (a status, a close code, a message), is `error`; that it is over is `hangup`.
   */
  readonly told: () => readonly string[];
  /** Sends what its protocol does not know. */
  readonly sendNonsense: () => void;
  /** Asks for the same call a second time. Not asked for where {@link AdapterManner.onSecondInvite} is `impossible`. */
  readonly inviteAgain: () => void;
  /** Ends the call in order. */
  readonly hangUp: () => void;
  /** Is gone without a word. */
  readonly vanish: () => void;
  /** Whether the adapter has let go of it. */
  readonly isGone: () => boolean;
};

/** How a line is called otherwise than in order: with an offer nobody can answer, without a key, or with one that is not ours. */
export type OddCall = 'badOffer' | 'noKey' | 'wrongKey';

/** An adapter on its wire, with calls in memory behind it. */
export type AdapterBench = {
  readonly exchange: TestExchange;
  readonly adapter: Pick<ProtocolAdapter, 'name' | 'counts' | 'close'>;
  /**
   * Calls a line in whatever way may call it, and resolves when the call's id is known or it is refused; not later, as the
   * call may be over soon.
   * `badOffer` only where {@link AdapterManner.hasOffer}.
   */
  readonly call: (to: string, odd?: OddCall) => Promise<AdapterClient>;
  /** Lets the clock run on until something holds. */
  readonly until: (holds: () => boolean) => Promise<void>;
  /** Closes everything, and checks what holds after every call. */
  readonly close: () => Promise<void>;
};

/**
 * How a message that makes no sense is answered. `told`: by an error, and the call goes on. `passedOver`: by nothing, and the
 * call goes on. `ends`: the call ends, once.
 */
export type NonsenseAnswer = 'told' | 'passedOver' | 'ends';

/**
 * Where protocols differ in what an adapter must do: as the seed or spec has it, each with its place there. Left out is what
 * the call WebSocket does: everything is told, errors too, an offer is answered, and a socket that is lost is `transport`.
 */
export type AdapterManner = {
  /** Events a far side is told by some word or deed of the protocol. Default: both. */
  readonly tells?: readonly ('answer' | 'hangup')[];
  /** Default: `told`. */
  readonly onNonsense?: NonsenseAnswer;
  /** `impossible`: the protocol has no second invitation to send. Default: `told`. */
  readonly onSecondInvite?: NonsenseAnswer | 'impossible';
  /** Whether a call begins with an SDP of the far side's, which may be unusable. Default: true. */
  readonly hasOffer?: boolean;
  /** Why a call ends whose far side is gone without a word. Default: `transport`. */
  readonly onVanish?: string;
};

/** What every {@link ProtocolAdapter} must do, on a wire of its own. @param manner where its protocol has it otherwise */
export function describeProtocolAdapter(
  name: string,
  open: () => Promise<AdapterBench>,
  manner: AdapterManner = {},
): void {
  const { tells = ['answer', 'hangup'], onNonsense = 'told', onSecondInvite = 'told' } = manner;
  const { hasOffer = true, onVanish = 'transport' } = manner;

  describe(`${name} as a protocol adapter`, () => {
    let bench: AdapterBench;
    beforeEach(async () => {
      bench = await open();
      bench.exchange.line('message', drawFlow({ steps: { hello: ['hangup', { text: 'Hello.' }] } }));
      bench.exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
    });
    afterEach(() => bench.close());

    const storyOf = ({ callId }: AdapterClient) => bench.exchange.stories.of(callId);
    const hasStory = (client: AdapterClient) => bench.exchange.stories.all.has(client.callId);
    const hasEnded = (client: AdapterClient) =>
      Boolean(bench.exchange.stories.all.get(client.callId)?.end) && client.isGone();
    const eventsOf = (client: AdapterClient) =>
      storyOf(client).lines.flatMap((line) => (line.kind === 'event' ? [line.event.event] : []));
    const expectOneHangup = (client: AdapterClient) => {
      const toldAtAll = tells.includes('hangup') ? [eventsOf(client), client.told()] : [eventsOf(client)];
      for (const events of toldAtAll) {
        expect(events.filter((event) => event === 'hangup')).toHaveLength(1);
        expect(events.at(-1)).toBe('hangup');
      }
    };
    /** A call that is answered, which its far side has been told where its protocol tells it. */
    const callPatient = async (): Promise<AdapterClient> => {
      const client = await bench.call('patient');
      await bench.until(() => hasStory(client) && eventsOf(client).includes('answer'));
      if (tells.includes('answer')) await bench.until(() => client.told().includes('answer'));
      return client;
    };
    const countsOf = () => bench.adapter.counts?.();
    const errorsOf = (client: AdapterClient) => client.told().filter((event) => event === 'error').length;
    const expectAnswer = async (client: AdapterClient, answer: NonsenseAnswer, send: () => void) => {
      const before = errorsOf(client);
      send();
      if (answer === 'ends') {
        await bench.until(() => hasEnded(client));
        expectOneHangup(client);
        return;
      }
      await bench.until(() => errorsOf(client) > before || answer === 'passedOver');
      await bench.exchange.pass(1000);
      expect(errorsOf(client) - before).toBe(answer === 'told' ? 1 : 0);
      expect(storyOf(client).end).toBeNull();
      expect(client.isGone()).toBe(false);
    };

    it('tells of an answer, of one hangup at the end, and then lets go', async () => {
      const client = await bench.call('message');
      await bench.until(() => hasEnded(client));
      expect(eventsOf(client)).toContain('answer');
      if (tells.includes('answer')) expect(client.told()).toContain('answer');
      expectOneHangup(client);
      expect(storyOf(client).end).toMatchObject({ initiator: 'system', outcome: 'completed' });
    });

    it('says first who calls, and what the far side can do', async () => {
      const client = await callPatient();
      const [first] = storyOf(client).lines;
      expect(first).toMatchObject({ kind: 'event', event: { event: 'session', to: 'patient' } });
      expect(storyOf(client).start?.protocol).toBe(bench.adapter.name);
      const event = first?.kind === 'event' && first.event.event === 'session' ? first.event : null;
      expect(event?.capabilities).toEqual(profileOf(bench.adapter.name).capabilities);
    });

    it("takes a hangup for the caller's", async () => {
      const client = await callPatient();
      client.hangUp();
      await bench.until(() => hasEnded(client));
      expectOneHangup(client);
      expect(storyOf(client).end).toMatchObject({ initiator: 'caller', outcome: 'abandoned' });
    });

    it('takes a far side that is gone for a hangup', async () => {
      const client = await callPatient();
      client.vanish();
      await bench.until(() => storyOf(client).end !== null);
      expect(eventsOf(client).filter((event) => event === 'hangup')).toHaveLength(1);
      expect(storyOf(client).end).toMatchObject({ reason: onVanish, initiator: 'caller' });
    });

    it(`lets nonsense be ${said[onNonsense]}`, async () => {
      const client = await callPatient();
      await expectAnswer(client, onNonsense, () => client.sendNonsense());
    });

    if (onSecondInvite !== 'impossible')
      it(`lets a second invite be ${said[onSecondInvite]}`, async () => {
        const client = await callPatient();
        await expectAnswer(client, onSecondInvite, () => client.inviteAgain());
      });

    it('refuses a line that is not there, before there is a call', async () => {
      const client = await bench.call('nowhere');
      await bench.until(() => client.isGone());
      expect(client.told()).toEqual(['error']);
      expect(bench.exchange.stories.all.size).toBe(0);
    });

    it.each(['noKey', 'wrongKey'] as const)(
      'lets nobody in by %s, neither to a line nor to the outside',
      async (odd) => {
        bench.exchange.dialler.ownPhones.add('anna');
        for (const to of ['patient', 'anna', OUTSIDE, `sip:${OUTSIDE}@elsewhere.example`]) {
          const client = await bench.call(to, odd);
          await bench.until(() => client.isGone());
          expect([to, client.told()]).toEqual([to, ['error']]);
        }
        expect([bench.exchange.stories.all.size, bench.exchange.dialler.phones]).toEqual([0, []]);
      },
    );

    it('calls nobody outside for a key that may only call lines', async () => {
      const client = await bench.call(OUTSIDE);
      await bench.until(() => client.isGone());
      expect(client.told()).toEqual(['error']);
      expect([bench.exchange.stories.all.size, bench.exchange.dialler.phones]).toEqual([0, []]);
    });

    if (hasOffer)
      it('says what is wrong with an offer, then hangs up once', async () => {
        const client = await bench.call('patient', 'badOffer');
        await bench.until(() => hasEnded(client));
        expect(client.told()).toContain('error');
        expect(client.told()).not.toContain('answer');
        expectOneHangup(client);
      });

    it('keeps its calls apart', async () => {
      const [one, other] = [await callPatient(), await callPatient()];
      expect(one.callId).not.toBe(other.callId);
      one.hangUp();
      await bench.until(() => hasEnded(one));
      expect(storyOf(other).end).toBeNull();
      expect(other.told()).not.toContain('hangup');
    });

    it('holds nothing of calls that are over, however they ended', async () => {
      const before = countsOf();
      const [first, second] = [await callPatient(), await callPatient()];
      expect(Object.values(countsOf() ?? {}).some((count) => count > 0)).toBe(true);
      first.hangUp();
      second.vanish();
      await bench.until(() => [first, second].every((client) => storyOf(client).end !== null));
      await bench.until(() => JSON.stringify(countsOf()) === JSON.stringify(before));
    });

    it('tells its far sides that everything stops', async () => {
      const client = await callPatient();
      const stopped = bench.exchange.registry.stop();
      await bench.until(() => hasEnded(client));
      await stopped;
      expectOneHangup(client);
      expect(storyOf(client).end).toMatchObject({ reason: 'shutdown' });
    });

    it('can be closed twice, in the middle of a call', async () => {
      const client = await callPatient();
      expect(bench.adapter.close()).toBe(bench.adapter.close());
      await bench.adapter.close();
      await bench.until(() => hasEnded(client));
    });
  });
}

/** A number, as anybody writes it. */
const OUTSIDE = '+12025550123';
/** What no workspace has given out. */
export const WRONG_KEY = 'cwk_home_not-one-of-ours';

const said: Readonly<Record<NonsenseAnswer, string>> = {
  told: 'answered by an error, and the call goes on',
  passedOver: 'passed over, and the call goes on',
  ends: 'the end of the call',
};

const profileOf = (name: string) => protocolProfiles[protocolName.parse(name)];
