import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_OFFER } from '../../calls/testing/fake-leg.js';
import { seededChance } from '../seeded-chance.js';
import { OfferBench } from './offer-bench.js';
import { parseOfferRequest } from './offer-request.js';

/** Bounded in every run, in full where the whole suite is asked for. */
// biome-ignore lint/style/noProcessEnv: how much is tried is told to every test alike.
const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';
const ROUNDS = isFull ? 100_000 : 600;
/** Of the many, every tenth goes over the wire: each is a call of its own. */
const SENT = isFull ? 0.1 : 1;
const BATCH = 100;

let bench: OfferBench;
beforeEach(async () => {
  bench = await OfferBench.open({ maxCalls: 1_000 });
  const flow = drawFlow({ steps: { bye: ['hangup', { text: '' }] } });
  bench.exchange.line('open', flow, { isPublic: true });
});
// The story of every call is read at the end: thousands, in full.
afterEach(() => bench.close(), isFull ? 600_000 : undefined);

const strange: readonly unknown[] = ['', '\u0000', 'x'.repeat(3_000), null, true, -1, [], {}, 'flow:x@draft', '\ud800'];

/** A body that is broken in one of many ways, or in none. */
const mutated = (pick: (below: number) => number): string => {
  const body: Record<string, unknown> = {
    ...{ sdp: FAKE_OFFER, type: 'offer', agentId: 'open' },
    ...(pick(2) === 0 && { payload: { agentId: 'open', deep: [1, { two: 2 }] } }),
  };
  const names = [...Object.keys(body), 'apiKey', 'apiSecret'];
  const name = names[pick(names.length)] ?? 'sdp';
  const way = pick(7);
  if (way === 0) delete body[name];
  if (way === 1) body[name] = strange[pick(strange.length)];
  if (way === 2) body.sdp = FAKE_OFFER.slice(0, pick(FAKE_OFFER.length));
  const text = JSON.stringify(body);
  const at = pick(text.length);
  if (way === 3) return text.slice(0, at);
  if (way === 4) return `${text.slice(0, at)}${String.fromCharCode(pick(256))}${text.slice(at + 1)}`;
  return text;
};

describe('offers that are broken at random', () => {
  it('are answered in the words of the protocol, every one, and leave no call', async () => {
    const pick = seededChance(5);
    const statuses = new Set<number>();
    let parsed = 0;
    for (let round = 0; round < ROUNDS; round += BATCH) {
      const bodies = Array.from({ length: BATCH }, () => mutated(pick));
      parsed += bodies.filter((body) => parseOfferRequest(body).ok).length;
      const asked = bodies.slice(0, BATCH * SENT).map(async (body) => {
        const response = await fetch(`${bench.url}/webrtc/v1/offer`, { method: 'POST', body });
        expect((await response.text()).endsWith('\n')).toBe(true);
        statuses.add(response.status);
      });
      let isDone = false;
      const all = Promise.all(asked).then(() => {
        isDone = true;
      });
      await bench.until(() => isDone);
      await all;
      await bench.until(() => bench.exchange.registry.liveCount === 0);
    }
    expect(parsed / ROUNDS).toBeGreaterThan(0.2);
    expect([...statuses].filter((status) => ![200, 400, 401, 404, 500].includes(status))).toEqual([]);
    expect(bench.told.filter(({ word }) => word === 'end')).toHaveLength(
      bench.told.filter(({ word }) => word === 'start').length,
    );
  });
});
