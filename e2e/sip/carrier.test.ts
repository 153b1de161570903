import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { otherPrompts } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { segmentsOf } from '../support/segments.js';
import { Baresip, type BaresipOptions } from '../support/sip/baresip.js';
import { type Kamailio, startKamailio } from '../support/sip/kamailio.js';
import * as lines from '../support/sip/lines.js';
import { Telephony } from '../support/sip/telephony.js';

/** A carrier in the middle, played by Kamailio: we register with it, it stays in the way of every call, and forks. */

const facts = inject('stack');
const rest = new Rest(facts);
const telephony = new Telephony(rest);
const RATE_HZ = 8000;
const PASSWORD = 'carrier-secret';
const NUMBER = '+12025590001';
/** Somebody at home with the carrier, with one telephone or two. */
const DORA = '+12025591001';
const GREETING = 'Your parcel is on its way.';
const phones: Baresip[] = [];
let voices: TestVoices;
let kamailio: Kamailio;

beforeAll(async () => {
  voices = await createTestVoices();
  const subscribers = ['acme', DORA].map((username) => ({ username, password: PASSWORD }));
  kamailio = await startKamailio(subscribers, facts.sip, '127.0.0.5');
  const [host = '', port = ''] = kamailio.address.split(':');
  await telephony.setPolicy({ maxConcurrentCalls: 50, maxCallsPerSecond: 50 });
  await telephony.createTrunk({
    ...{ name: 'kamailio', gateways: [{ host, port: Number(port), transport: 'udp', priority: 1 }] },
    ...{ registers: true, auth: { username: 'acme', password: PASSWORD }, fromDomain: host },
    ...{ inboundAddresses: [host], routePrefixes: [DORA], codecs: ['pcmu', 'pcma'], checksHealth: false },
  });
  const { id } = await rest.line('carrier-greets', lines.speaks(GREETING));
  const endpoint = (await rest.endpoints()).find(({ flowId }) => flowId === id);
  await telephony.createNumber({ pattern: NUMBER, endpointId: endpoint?.id ?? null });
});
afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.close();
});
afterAll(async () => {
  await telephony.setPolicy({});
  await kamailio?.stop();
});

const phone = async (username: string, options: Partial<BaresipOptions> = {}): Promise<Baresip> => {
  const one = await Baresip.start({ username, password: PASSWORD, server: kamailio.address, ...options });
  phones.push(one);
  return one;
};

const understood = async (samples: Int16Array): Promise<readonly string[]> => {
  const said: string[] = [];
  for (const segment of segmentsOf(samples, RATE_HZ, 400))
    said.push(await voices.recognise(segment, RATE_HZ, [GREETING, ...otherPrompts]));
  return said;
};

describe('a carrier in the middle', () => {
  it('knows us after we have proved who we are', async () => {
    await expect
      .poll(
        async () => (await telephony.trunks()).find(({ name }) => name === 'kamailio')?.state?.registration.status,
        {
          timeout: 15_000,
        },
      )
      .toBe('registered');
  });

  it('leads those who call a number of ours to its line', async () => {
    const dora = await phone(DORA);
    dora.dial(`sip:${NUMBER}@${kamailio.address}`);
    await dora.event('CALL_ESTABLISHED');
    await dora.event('CALL_CLOSED');
    expect(await understood(dora.heard())).toContain(GREETING);
    const call = (await rest.calls()).find(({ to }) => to === NUMBER);
    const messages = (await telephony.signalling((await rest.endedCall(call?.id ?? '')).id)).steps;
    expect(messages.find(({ title }) => title.startsWith('INVITE'))?.text).toMatch(/Record-Route: .*127\.0\.0\.5/);
    // Requests within the call take the way back through it.
    expect(messages.find(({ title, direction }) => title.startsWith('BYE') && direction === 'out')?.text).toMatch(
      /Route: .*127\.0\.0\.5/,
    );
  });

  it('rings every telephone of who is called, and the first that answers has the call', async () => {
    const [desk, pocket] = [await phone(DORA), await phone(DORA)];
    const id = await telephony.placeCall({ callee: DORA, line: 'carrier-greets' });
    for (const one of [desk, pocket]) await one.event('CALL_INCOMING');
    pocket.accept();
    await pocket.event('CALL_ESTABLISHED');
    await desk.event('CALL_CLOSED');
    await pocket.event('CALL_CLOSED');
    expect(desk.events.map(({ type }) => type)).not.toContain('CALL_ESTABLISHED');
    expect(await understood(pocket.heard())).toContain(GREETING);
    expect((await rest.endedCall(id)).outcome).toBe('completed');
    const titles = (await telephony.signalling(id)).steps.map(({ title }) => title);
    // It asked for a password first.
    expect(titles.some((title) => /^(401|407)/.test(title))).toBe(true);
  });
});
