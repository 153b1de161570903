import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Rest } from '../support/rest.js';
import { CARRIER, Carrier, went } from '../support/sip/carrier.js';
import { freeUdpPort } from '../support/sip/free-port.js';
import * as lines from '../support/sip/lines.js';
import * as sipp from '../support/sip/scenario.js';
import type { RunningSipp } from '../support/sip/sipp.js';
import { isDrachtioServer } from '../support/sip/which-server.js';

/** Calls that go out by trunks, played by sipp: what a carrier hears of them, and what becomes of what it answers. */

const facts = inject('stack');
const rest = new Rest(facts);
const carrier = new Carrier(facts, rest);
const { telephony } = carrier;
const LINE = 'out-greets';
const rings = sipp.answer(180, 'Ringing', { isFirst: true });

beforeAll(async () => {
  await carrier.open({ redirectPrefixes: ['+1202'] });
  await rest.line(LINE, lines.speaks('Hello there.', 'all said'));
  await rest.line('out-stays', lines.stays());
});
afterAll(() => carrier.close());

/** A call to a number that only these carriers take; what became of it. */
const placed = async (order: Partial<Parameters<typeof telephony.placeCall>[0]> & { readonly callee: string }) =>
  rest.endedCall(await telephony.placeCall({ line: LINE, ...order }), undefined, 30_000);

/** One carrier, one call to it by a trunk of these settings. */
const callTo = async (
  steps: readonly string[],
  settings: Parameters<Carrier['trunkTo']>[1] = {},
  order: Partial<Parameters<typeof telephony.placeCall>[0]> = {},
) => {
  const callee = await carrier.callee(sipp.scenarioOf('callee', ...steps));
  const { number } = await carrier.trunkTo([callee.port], settings);
  const call = await placed({ callee: number, ...order });
  went(await callee.done);
  return call;
};

describe('a call that goes out', () => {
  it('rings, is answered, and ends when its flow is done', async () => {
    const call = await callTo([sipp.take('INVITE', 'm=audio'), rings, sipp.accept(), sipp.isHungUpOn('Reason: ')]);
    expect(call).toMatchObject({ direction: 'outbound', outcome: 'completed', endReason: 'all said' });
  });

  it('is heard before the answer, and acknowledges that (183, PRACK)', async () => {
    const early = { isFirst: true, body: sipp.sound(), headers: ['Require: 100rel', 'RSeq: 1'] };
    const prack = [
      sipp.answer(183, 'Session Progress', early),
      sipp.take('PRACK', 'RAck: 1 [0-9]+ INVITE'),
      sipp.answer(200, 'OK'),
    ];
    const accepted = [sipp.answerInvite(200, 'OK', { body: sipp.sound() }), sipp.isHungUpOn()];
    const call = await callTo([sipp.take('INVITE'), ...prack, ...accepted]);
    expect(call.outcome).toBe('completed');
  });

  it.each([
    [486, 'Busy Here', { endReason: 'busy', outcome: 'busy' }],
    [603, 'Decline', { endReason: 'rejected', outcome: 'rejected' }],
    [403, 'Forbidden', { endReason: 'rejected', outcome: 'failed' }],
    [404, 'Not Found', { endReason: 'failed', outcome: 'failed' }],
  ])('hears %i, and why is said for people', async (status, reason, ended) => {
    const call = await callTo([sipp.take('INVITE'), rings, sipp.refuse(status, reason)]);
    expect(call).toMatchObject({ ...ended, answeredAt: null, cause: { code: status } });
    expect(call.cause?.text).not.toBe('');
  });

  it('is taken back when nobody answers in time', async () => {
    const cancelled = [sipp.take('CANCEL'), sipp.answer(200, 'OK'), sipp.answerInvite(487, 'Request Terminated')];
    const call = await callTo([sipp.take('INVITE'), rings, ...cancelled], {}, { timeoutMs: 1500 });
    expect(call).toMatchObject({ endReason: 'noAnswer', outcome: 'noAnswer', answeredAt: null });
  });

  it('proves who we are when it is asked (407)', async () => {
    const asked = { headers: ['Proxy-Authenticate: Digest realm="carrier", nonce="n1", algorithm=MD5, qop="auth"'] };
    const proof = 'Proxy-Authorization: Digest .*username="acme"';
    const call = await callTo(
      [
        sipp.take('INVITE'),
        sipp.refuse(407, 'Proxy Authentication Required', asked),
        sipp.take('INVITE', proof),
        sipp.accept(),
        sipp.isHungUpOn(),
      ],
      { auth: { username: 'acme', password: 'carrier-secret' } },
    );
    expect(call.outcome).toBe('completed');
    expect(JSON.stringify(await telephony.signalling(call.id))).not.toContain('carrier-secret');
  });

  it('brings headers along, and the number that is shown', async () => {
    const checks = ['X-Order: 4711', 'From: [^;]*sip:\\+12025559999@', { not: 'Privacy' }];
    const steps = [sipp.take('INVITE', ...checks), sipp.accept(), sipp.isHungUpOn()];
    await callTo(steps, {}, { headers: { 'X-Order': '4711' }, caller: '+12025559999' });
  });

  it('is anonymous when it is to be, and asserts who pays', async () => {
    const checks = ['From: [^;]*anonymous.invalid', 'Privacy: id', 'P-Asserted-Identity: <sip:\\+12025550000@'];
    const steps = [sipp.take('INVITE', ...checks), sipp.accept(), sipp.isHungUpOn()];
    await callTo(steps, { callerId: '+12025550000' }, { caller: 'anonymous' });
  });

  it('is written as the carrier wants numbers to be', async () => {
    const steps = [sipp.take('INVITE', 'INVITE sip:001202'), sipp.accept(), sipp.isHungUpOn()];
    await callTo(steps, { numberFormat: 'e164WithoutPlus', dialPrefix: '00' });
  });

  it('is kept alive where the carrier wants that (RFC 4028)', async ({ skip }) => {
    skip(isDrachtioServer, 'A drachtio-server 0.9.5-rc3 ends itself at a session of less than ten seconds.');
    const timed = {
      headers: ['Session-Expires: 4;refresher=uac', 'Require: timer', 'Allow: INVITE, ACK, BYE, UPDATE'],
    };
    const refreshed = [
      sipp.take('UPDATE', 'Session-Expires: *4'),
      sipp.answer(200, 'OK', { headers: timed.headers.slice(0, 1) }),
    ];
    const bye = [sipp.askBack('BYE', 1), sipp.hear(200)];
    const steps = [sipp.take('INVITE', 'Session-Expires: 1800'), sipp.accept(timed), ...refreshed, ...bye];
    const call = await callTo(steps, {}, { line: 'out-stays' });
    expect(call.outcome).not.toBe('failed');
  });
});

describe('a 3xx', () => {
  const moved = (to: string) => [
    sipp.take('INVITE'),
    sipp.refuse(302, 'Moved Temporarily', { headers: [`Contact: <sip:${to}@elsewhere.example>`] }),
  ];

  it('is followed where the policy has it, by our own trunks', async () => {
    const there = await carrier.callee(sipp.scenarioOf('there', sipp.take('INVITE'), sipp.accept(), sipp.isHungUpOn()));
    const { number } = await carrier.trunkTo([there.port]);
    const call = await callTo(moved(number));
    expect(call.outcome).toBe('completed');
    went(await there.done);
  });

  it('goes nowhere else', async () => {
    const call = await callTo(moved('+442079460000'));
    expect(call).toMatchObject({ answeredAt: null, cause: { code: 302 } });
  });
});

describe('the next gateway', () => {
  const answers = () =>
    carrier.callee(sipp.scenarioOf('second', sipp.take('INVITE'), sipp.accept(), sipp.isHungUpOn()));
  const goesOn = async (first: RunningSipp) => {
    const second = await answers();
    const { number } = await carrier.trunkTo([first.port, second.port]);
    const call = await placed({ callee: number });
    expect(call, JSON.stringify(call.cause)).toMatchObject({ outcome: 'completed', endReason: 'all said' });
    went(await second.done);
  };

  it('is tried after a 503', async () => {
    const first = await carrier.callee(
      sipp.scenarioOf('503', sipp.take('INVITE'), sipp.refuse(503, 'Service Unavailable')),
    );
    await goesOn(first);
    went(await first.done);
  });

  it('is tried when the first says nothing for four seconds', async () => {
    const silent = sipp.scenarioOf('silent', sipp.take('INVITE'), sipp.pause(60_000));
    const first = await carrier.callee(silent);
    await goesOn(first);
    await first.stop();
  });

  it('is tried at once when the first cannot be reached', async () => {
    const second = await answers();
    const gateways = [await freeUdpPort(), second.port].map((port, at) => {
      const transport = at === 0 ? ('tcp' as const) : ('udp' as const);
      return { host: CARRIER, port, transport, priority: at };
    });
    const { number } = await carrier.trunkTo([], { gateways });
    expect(await placed({ callee: number })).toMatchObject({ outcome: 'completed', endReason: 'all said' });
    went(await second.done);
  });

  it.each([
    [486, 'Busy Here'],
    [603, 'Decline'],
  ])('is left alone after %i', async (status, reason) => {
    const first = await carrier.callee(sipp.scenarioOf('no', sipp.take('INVITE'), sipp.refuse(status, reason)));
    const second = await answers();
    const { number } = await carrier.trunkTo([first.port, second.port]);
    await placed({ callee: number });
    went(await first.done);
    const { messages } = await second.stop();
    expect(messages).not.toContain('INVITE');
  });
});

describe('a trunk', () => {
  const eventually = async <Value>(
    find: () => Promise<Value | null | undefined | false>,
    what: string,
  ): Promise<Value> => {
    for (let attempt = 0; attempt < 150; attempt += 1) {
      const found = await find();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`This did not happen: ${what}.`);
  };

  it('registers with a digest, no sooner than it may, and for as long as it is told', async () => {
    const asked = { headers: ['WWW-Authenticate: Digest realm="carrier", nonce="n1", algorithm=MD5, qop="auth"'] };
    const proof = 'Authorization: Digest .*username="acme"';
    const granted = { headers: ['Contact: <sip:acme@127.0.0.1>;expires=600'] };
    // One Call-ID for all of them (RFC 3261 §10.2): to sipp it is one call.
    const registrar = await carrier.callee(
      sipp.scenarioOf(
        'registrar',
        sipp.take('REGISTER', 'CSeq: 1 ', 'Expires: 60'),
        sipp.answer(423, 'Interval Too Brief', { headers: ['Min-Expires: 300'] }),
        sipp.take('REGISTER', 'CSeq: 2 ', 'Expires: 300', { not: 'Authorization' }),
        sipp.answer(401, 'Unauthorized', asked),
        sipp.take('REGISTER', 'CSeq: 3 ', 'Expires: 300', proof),
        sipp.answer(200, 'OK', granted),
      ),
    );
    const auth = { username: 'acme', password: 'carrier-secret' };
    const { trunk } = await carrier.trunkTo([registrar.port], { registers: true, registerExpiresSeconds: 60, auth });
    const state = await eventually(async () => {
      const { state: now } = await telephony.trunk(trunk.id);
      return now?.registration.status === 'registered' && now;
    }, 'the trunk is registered');
    went(await registrar.done);
    expect((state.registration.expiresAtMs ?? 0) - Date.now()).toBeGreaterThan(300_000);
  });

  it('is asked by OPTIONS whether it is there', async () => {
    const there = await carrier.callee(sipp.scenarioOf('options', sipp.take('OPTIONS'), sipp.answer(200, 'OK')));
    const { trunk } = await carrier.trunkTo([there.port], { checksHealth: true });
    await eventually(
      async () => (await telephony.trunk(trunk.id)).state?.gateways[0]?.status === 'up',
      'the gateway is up',
    );
    went(await there.done);
  });
});

describe('the doctor of a trunk', () => {
  it('finds that a carrier answers, and that nobody is there', async () => {
    const there = await carrier.callee(sipp.scenarioOf('asked', sipp.take('OPTIONS'), sipp.answer(200, 'OK')), {
      calls: 20,
    });
    const [{ trunk: good }, { trunk: gone }] = [
      await carrier.trunkTo([there.port]),
      await carrier.trunkTo([], {
        gateways: [{ host: CARRIER, port: await freeUdpPort(), transport: 'tcp', priority: 1 }],
      }),
    ];
    const [fine, bad] = await Promise.all([good, gone].map(({ id }) => telephony.examine(id)));
    const found = (report: typeof fine) =>
      Object.fromEntries((report?.findings ?? []).map(({ check, status }) => [check, status]));
    expect(found(fine), JSON.stringify(fine)).toMatchObject({ address: 'ok', reachability: 'ok', options: 'ok' });
    expect(found(bad), JSON.stringify(bad)).toMatchObject({ address: 'ok', reachability: 'failed' });
    expect(bad?.findings.find(({ check }) => check === 'reachability')?.advice).not.toBe('');
    await there.stop();
  });
});

describe('who may be called', () => {
  const refused = (callee: string) => telephony.placeCall({ callee, line: LINE });

  it.each([
    ['+19005550100', 'a number that costs extra'],
    ['+442079460000', 'abroad'],
    ['911', 'an emergency number'],
    ['sip:somebody@elsewhere.example', 'an address anywhere'],
  ])('not %s: %s', async (callee) => {
    await expect(refused(callee)).rejects.toThrow(/call.notAllowed/);
  });

  it('no more at a time than the workspace may have', async () => {
    const waits = sipp.scenarioOf(
      'waits',
      sipp.take('INVITE'),
      rings,
      sipp.take('CANCEL'),
      sipp.answer(200, 'OK'),
      sipp.answerInvite(487, 'Request Terminated'),
    );
    const callee = await carrier.callee(waits);
    const { number } = await carrier.trunkTo([callee.port]);
    await telephony.setPolicy({ maxConcurrentCalls: 1, maxCallsPerSecond: 100 });
    const first = await telephony.placeCall({ callee: number, line: LINE, timeoutMs: 4000 });
    await expect(refused(number)).rejects.toThrow(/call.busy/);
    await rest.endedCall(first);
    went(await callee.done);
    await carrier.open({ redirectPrefixes: ['+1202'] });
  });
});
