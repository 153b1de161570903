import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { quickMenu } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { allWent, Carrier } from '../support/sip/carrier.js';
import * as lines from '../support/sip/lines.js';
import * as sipp from '../support/sip/scenario.js';
import { pathOf, readStory } from '../support/story.js';

/** What may happen within a call: it is held, changed, kept alive, keys are pressed, and it is passed on. Played by sipp. */

const facts = inject('stack');
const rest = new Rest(facts);
const carrier = new Carrier(facts, rest);
const KEY = '/usr/share/sip-tester/dtmf_2833_2.pcap';
const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';

beforeAll(async () => {
  await carrier.open({ allowedPrefixes: ['+1', '@elsewhere.example'], redirectPrefixes: ['+1'] });
  await rest.line('within-stays', lines.stays());
  await rest.line('within-menu', quickMenu());
  await rest.line('within-bye', lines.speaks('Goodbye.'));
});
afterAll(() => carrier.close());

/** A change of the sound by re-INVITE, and what its answer must have in it. */
const changed = (cseq: number, body: ReturnType<typeof sipp.sound>, ...checks: readonly sipp.Check[]) =>
  [sipp.ask('INVITE', cseq, { body }), sipp.mayHear(100), sipp.answered(cseq, {}, ...checks)].join('\n');

describe('a call is changed', () => {
  it('is held and taken up again', async () => {
    const scenario = sipp.scenarioOf(
      'hold',
      sipp.call(),
      changed(2, sipp.sound({ direction: 'sendonly' }), 'a=recvonly'),
      changed(3, sipp.sound({ direction: 'inactive' }), 'a=inactive'),
      changed(4, sipp.sound(), 'a=sendrecv'),
      sipp.hangUp(5),
    );
    await carrier.calls('within-stays', scenario);
  });

  it('goes on with another codec', async () => {
    const other = changed(2, sipp.sound({ formats: '8' }), 'm=audio [0-9]* RTP/AVP 8');
    await carrier.calls('within-stays', sipp.scenarioOf('codec', sipp.call(), other, sipp.pause(300), sipp.hangUp(3)));
    const call = await carrier.callTo('within-stays', ({ sound }) => sound !== null);
    expect(call.sound?.codec).toBe('PCMA');
  });

  it('keeps what it has when nothing of a change is known here', async () => {
    const unknown = [
      'application/sdp',
      sipp.sound({ formats: '0' })[1].replace('RTP/AVP 0', 'RTP/AVP 18').replace('0 PCMU', '18 G729'),
    ] as const;
    const refused = [
      sipp.ask('INVITE', 2, { body: unknown }),
      sipp.mayHear(100),
      sipp.hear(488),
      sipp.sameTransaction('ACK', 2),
    ];
    await carrier.calls('within-stays', sipp.scenarioOf('no codec', sipp.call(), ...refused, sipp.hangUp(3)));
  });

  it('goes on from another address', async () => {
    const moved = changed(2, sipp.sound({ at: '127.0.0.9' }));
    await carrier.calls(
      'within-stays',
      sipp.scenarioOf('address', sipp.call(), moved, sipp.pause(200), sipp.hangUp(3)),
    );
  });

  it('is changed by UPDATE, too', async () => {
    const update = [
      sipp.ask('UPDATE', 2, { body: sipp.sound({ direction: 'sendonly' }) }),
      sipp.hear(200, 'a=recvonly'),
    ];
    await carrier.calls('within-stays', sipp.scenarioOf('update', sipp.call(), ...update, sipp.hangUp(3)));
  });
});

describe('a session has a time', () => {
  it('that may not be too short', async () => {
    const short = sipp.invite({ headers: ['Session-Expires: 30', 'Supported: timer'] });
    const refused = [sipp.mayHear(100), sipp.hear(422, 'Min-SE: *90'), sipp.sameTransaction('ACK')];
    await carrier.calls('within-stays', sipp.scenarioOf('too short', short, ...refused));
  });

  const timed = { headers: ['Session-Expires: 90;refresher=uac', 'Supported: timer'] };

  it('that is refreshed', async () => {
    const refresh = [sipp.ask('UPDATE', 2, timed), sipp.hear(200, 'Session-Expires: *90')];
    const begin = [sipp.invite(timed), sipp.mayHear(100, 180), sipp.answered(1, {}, 'Session-Expires: *90')];
    await carrier.calls('within-stays', sipp.scenarioOf('refresh', ...begin, ...refresh, sipp.hangUp(3)));
  });

  it.runIf(isFull)(
    'that runs out when nobody refreshes it',
    async () => {
      const begin = [sipp.invite(timed), sipp.mayHear(100, 180), sipp.answered()];
      await carrier.calls('within-stays', sipp.scenarioOf('expiry', ...begin, sipp.isHungUpOn()), { timeoutS: 100 });
    },
    150_000,
  );
});

describe('keys', () => {
  const pathOfMenu = async () => pathOf(await readStory(rest, (await carrier.callTo('within-menu')).id));

  it('lead through a menu as INFO', async () => {
    const body = ['application/dtmf-relay', 'Signal=2\nDuration=160'] as const;
    const pressed = [sipp.pause(800), sipp.ask('INFO', 2, { body }), sipp.hear(200)];
    await carrier.calls('within-menu', sipp.scenarioOf('info', sipp.call(), ...pressed, sipp.isHungUpOn()));
    expect(await pathOfMenu()).toEqual(['main', 'billing']);
  });

  it('lead through a menu as events of RFC 4733', async () => {
    const pressed = [sipp.pause(800), sipp.playPackets(KEY)];
    await carrier.calls('within-menu', sipp.scenarioOf('rfc4733', sipp.call(), ...pressed, sipp.isHungUpOn()));
    expect(await pathOfMenu()).toEqual(['main', 'billing']);
  });
});

describe('a call is passed on', () => {
  /** Somebody who answers and hears the call end. */
  const somebody = sipp.scenarioOf(
    'somebody',
    sipp.take('INVITE'),
    sipp.answer(180, 'Ringing', { isFirst: true }),
    sipp.accept(),
    sipp.isHungUpOn(),
  );
  const progress = (last: string, ...before: readonly string[]) => [
    ...['100', ...before].flatMap((one) => [sipp.take('NOTIFY', `SIP/2.0 ${one}`), sipp.answer(200, 'OK')]),
    sipp.take('NOTIFY', `SIP/2.0 ${last}`, 'terminated'),
    sipp.answer(200, 'OK'),
  ];

  it('by the one we called, blindly, with progress told (REFER)', async () => {
    const target = await carrier.callee(somebody);
    const { number: there } = await carrier.trunkTo([target.port]);
    const refer = sipp.askBack('REFER', 1, {
      headers: [`Refer-To: <sip:${there}@elsewhere.example>`, 'Referred-By: <sip:sipp@[local_ip]>'],
    });
    const transferor = await carrier.callee(
      sipp.scenarioOf(
        'transferor',
        sipp.take('INVITE'),
        sipp.accept(),
        sipp.pause(300),
        refer,
        sipp.hear(202),
        ...progress('200', '180'),
        sipp.isHungUpOn(),
      ),
    );
    const { number } = await carrier.trunkTo([transferor.port]);
    await rest.line('within-to-transferor', lines.passesOn(number));
    const caller = await carrier.startCall(
      'within-to-transferor',
      sipp.scenarioOf('moved', sipp.call(), sipp.pause(3000), sipp.hangUp(2)),
    );
    await allWent(transferor, caller, target);
  });

  it('by a flow, with what the network says of who calls', async () => {
    const proof = `${'x'.repeat(700)};info=<https://c.example/cert.pem>;alg=ES256`;
    const asserted = '<sip:+12025550123@';
    const told = ['Privacy: id', `Identity: ${proof}`, `P-Asserted-Identity: ${asserted.replace('+', '\\+')}`];
    const leaves = [sipp.askBack('BYE', 1), sipp.hear(200)];
    const taken = [sipp.take('INVITE', 'From: [^;]*anonymous.invalid', ...told), sipp.accept()];
    const callee = await carrier.callee(sipp.scenarioOf('told', ...taken, sipp.pause(200), ...leaves));
    const { number } = await carrier.trunkTo([callee.port]);
    await rest.line('within-identity', lines.passesOn(number));
    const headers = ['Privacy: id', `P-Asserted-Identity: ${asserted}carrier.example>`, `Identity: ${proof}`];
    const call = [sipp.invite({ headers }), sipp.mayHear(100, 180, 183), sipp.answered(), sipp.isHungUpOn()];
    const caller = await carrier.startCall('within-identity', sipp.scenarioOf('identified', ...call));
    await allWent(callee, caller);
  });

  it('not to where the far side may not send it', async () => {
    const refer = sipp.askBack('REFER', 1, { headers: ['Refer-To: <sip:+442079460000@elsewhere.example>'] });
    const transferor = await carrier.callee(
      sipp.scenarioOf(
        'refused',
        sipp.take('INVITE'),
        sipp.accept(),
        sipp.pause(300),
        refer,
        sipp.hear(403),
        sipp.isHungUpOn(),
      ),
    );
    const { number } = await carrier.trunkTo([transferor.port]);
    await rest.line('within-not-there', lines.passesOn(number));
    const caller = await carrier.startCall(
      'within-not-there',
      sipp.scenarioOf('stays', sipp.call(), sipp.pause(2500), sipp.hangUp(2)),
    );
    await allWent(transferor, caller);
  });

  it('not by a caller who talks to a flow, which is nobody that could be handed over; the call goes on', async () => {
    const refer = sipp.ask('REFER', 2, { headers: ['Refer-To: <sip:+12025550199@elsewhere.example>'] });
    const info = sipp.ask('INFO', 3, { body: ['application/dtmf-relay', 'Signal=2\nDuration=160'] });
    const declined = [sipp.pause(800), refer, sipp.hear(603), info, sipp.hear(200)];
    // Any NOTIFY would be one too many for sipp.
    await carrier.calls('within-menu', sipp.scenarioOf('declined', sipp.call(), ...declined, sipp.isHungUpOn()));
    expect(await pathOf(await readStory(rest, (await carrier.callTo('within-menu')).id))).toEqual(['main', 'billing']);
  });

  it('by a flow, to be done with it (REFER out), and hears how that went', async () => {
    await rest.line('within-refers', lines.passesOn('sip:somebody@elsewhere.example', { mode: 'sip' }));
    const told = (status: string, state: string) =>
      sipp.ask('NOTIFY', status.startsWith('100') ? 2 : 3, {
        headers: ['Event: refer', `Subscription-State: ${state}`],
        body: ['message/sipfrag;version=2.0', `SIP/2.0 ${status}`],
      });
    const referred = [sipp.take('REFER', 'Refer-To: .*elsewhere.example'), sipp.answer(202, 'Accepted')];
    const done = [told('100 Trying', 'active'), sipp.hear(200), told('200 OK', 'terminated'), sipp.hear(200)];
    await carrier.calls(
      'within-refers',
      sipp.scenarioOf('refer out', sipp.call(), ...referred, ...done, sipp.isHungUpOn()),
    );
    expect((await carrier.callTo('within-refers')).tags).toMatchObject({ transfer: 'ended' });
  });

  it('by a caller with two calls, who joins those they talk to (REFER with Replaces)', async () => {
    const leaves = sipp.scenarioOf(
      'leaves',
      sipp.take('INVITE'),
      sipp.accept(),
      sipp.pause(5000),
      sipp.askBack('BYE', 1),
      sipp.hear(200),
    );
    const [one, two] = [await carrier.callee(leaves), await carrier.callee(somebody)];
    const numbers = [await carrier.trunkTo([one.port]), await carrier.trunkTo([two.port])] as const;
    await rest.line('within-one', lines.passesOn(numbers[0].number));
    await rest.line('within-two', lines.passesOn(numbers[1].number));
    const tag = '<ereg regexp="tag=([^;]*)" search_in="hdr" header="To:" assign_to="whole,second"/>';
    const consults = [
      sipp.invite({ dialog: 'b', to: 'within-two' }),
      sipp.mayHear(100, 180, 183),
      `<recv response="200"><action><ereg regexp=".*" search_in="hdr" header="To:" assign_to="tob"/>${tag}</action></recv>`,
      sipp.ask('ACK', 1, { dialog: 'b' }),
    ];
    const replaces = 'b///[call_id]%3Bto-tag%3D[$second]%3Bfrom-tag%3D[pid]callerb[call_number]';
    const refer = sipp.ask('REFER', 2, { headers: [`Refer-To: <sip:x@elsewhere.example?Replaces=${replaces}>`] });
    const both = [sipp.isHungUpOn(), sipp.isHungUpOn()];
    const joins = sipp.scenarioOf(
      ...(['joins', sipp.call(), sipp.pause(1500), ...consults, sipp.pause(1500), refer, sipp.hear(202)] as const),
      ...[...progress('200'), ...both],
    );
    await carrier.calls('within-one', joins, { more: ['-cid_str', 'join-%u-%p'] });
    await allWent(one, two);
  });
});
