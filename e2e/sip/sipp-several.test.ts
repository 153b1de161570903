import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { flowOf } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { allWent, Carrier, went } from '../support/sip/carrier.js';
import * as lines from '../support/sip/lines.js';
import * as sipp from '../support/sip/scenario.js';

/** Calls with more than two ends, played by sipp: forked on their way, several who are called, a place in somebody's call. */

const facts = inject('stack');
const rest = new Rest(facts);
const carrier = new Carrier(facts, rest);
const rings = sipp.answer(180, 'Ringing', { isFirst: true });

beforeAll(async () => {
  await carrier.open({ allowedPrefixes: ['+1', '@elsewhere.example'], redirectPrefixes: ['+1'] });
  await rest.line('several-stays', lines.stays());
  await rest.line('several-greets', lines.speaks('Hello there.', 'all said'));
});
afterAll(() => carrier.close());

/** What somebody else says behind the carrier, who forked the call. */
const by = (who: string, step: string): string =>
  step.replaceAll(';tag=[pid]called[call_number]', `;tag=${who}[pid][call_number]`);

describe('a call that a carrier forks', () => {
  it('has several early dialogs, and goes on with the one that is answered', async () => {
    const early = (formats: string) => ({ isFirst: true, body: sipp.sound({ formats }) });
    const callee = await carrier.callee(
      sipp.scenarioOf(
        'forked',
        sipp.take('INVITE'),
        by('one', rings),
        by('one', sipp.answer(183, 'Session Progress', early('0'))),
        by('two', rings),
        by('two', sipp.answer(183, 'Session Progress', early('8'))),
        by('three', rings),
        by('two', sipp.accept({ body: sipp.sound({ formats: '8' }) })),
        sipp.isHungUpOn(`To: [^;]*;tag=two`),
      ),
    );
    const { number } = await carrier.trunkTo([callee.port]);
    const id = await carrier.telephony.placeCall({ callee: number, line: 'several-greets' });
    const call = await rest.endedCall(id, ({ sound }) => sound !== null, 30_000);
    went(await callee.done);
    expect(call).toMatchObject({ outcome: 'completed', sound: { codec: 'PCMA' } });
  });
});

describe('several who are called', () => {
  const dials = (order: string, targets: readonly string[]) => {
    const dial = ['dial', { targets: targets.map((target) => ({ target, timeoutMs: 2000 })), order }] as const;
    const ways = ['ended', 'busy', 'noAnswer', 'failed'].map((exit) => ['dial', exit, 'end'] as const);
    return flowOf('dial', { dial, end: ['hangup', {}] }, ways);
  };
  const stopped = (...checks: readonly string[]) => [
    sipp.take('CANCEL', ...checks),
    sipp.answer(200, 'OK'),
    sipp.answerInvite(487, 'Request Terminated'),
  ];
  const answers = (waitMs: number) => [sipp.take('INVITE'), rings, sipp.pause(waitMs), sipp.accept()];
  const leaves = [sipp.pause(300), sipp.askBack('BYE', 1), sipp.hear(200)];
  /** A call of a line that calls these, the way their scenarios say. */
  const calls = async (order: string, ...scenarios: readonly (readonly string[])[]) => {
    const callees = await Promise.all(scenarios.map((steps) => carrier.callee(sipp.scenarioOf('called', ...steps))));
    const targets: string[] = [];
    for (const { port } of callees) targets.push((await carrier.trunkTo([port])).number);
    await rest.line(`several-${order}`, dials(order, targets));
    const caller = await carrier.startCall(
      `several-${order}`,
      sipp.scenarioOf('calls', sipp.call(), sipp.isHungUpOn()),
    );
    await allWent(caller, ...callees);
  };

  it('ring at once; the first to answer has the call, and the others hear that', async () => {
    const others = [sipp.take('INVITE'), rings, ...stopped('Reason: SIP;cause=200')];
    await calls('together', others, [...answers(400), ...leaves]);
  });

  it('ring one after another, each for its time', async () => {
    const silent = [sipp.take('INVITE'), rings, ...stopped()];
    const busy = [sipp.take('INVITE'), sipp.refuse(486, 'Busy Here')];
    await calls('oneAfterAnother', silent, busy, [...answers(100), ...leaves]);
  });
});

describe('a re-INVITE that leaves the offer to us', () => {
  it('is answered with ours, and theirs is in the ACK', async () => {
    const offered = [
      sipp.ask('INVITE', 2),
      sipp.mayHear(100),
      sipp.answered(2, { body: sipp.sound({ formats: '8' }) }, 'm=audio [1-9][0-9]* RTP/AVP 0 '),
    ];
    const scenario = sipp.scenarioOf('late again', sipp.call(), ...offered, sipp.pause(300), sipp.hangUp(3));
    await carrier.calls('several-stays', scenario);
    const call = await carrier.callTo('several-stays', ({ sound }) => sound !== null);
    expect(call.sound?.codec).toBe('PCMA');
  });
});

describe('a place in a call elsewhere', () => {
  it('is asked for where the one who hands on has it (REFER with Replaces, INVITE with Replaces)', async () => {
    const place = ['abc@pbx.example', 'to-tag=one', 'from-tag=two'];
    const takes = await carrier.callee(
      sipp.scenarioOf('takes', sipp.take('INVITE', `Replaces: ${place.join(';')}`), sipp.accept(), sipp.isHungUpOn()),
    );
    const { number: there } = await carrier.trunkTo([takes.port]);
    const target = `sip:${there}@elsewhere.example?Replaces=${encodeURIComponent(place.join(';'))}`;
    const refer = sipp.askBack('REFER', 1, { headers: [`Refer-To: <${target}>`] });
    const told = ['100', '200'].flatMap((one) => [sipp.take('NOTIFY', `SIP/2.0 ${one}`), sipp.answer(200, 'OK')]);
    const begins = [sipp.take('INVITE'), sipp.accept(), sipp.pause(300)];
    const hands = await carrier.callee(
      sipp.scenarioOf('hands on', ...begins, refer, sipp.hear(202), ...told, sipp.isHungUpOn()),
    );
    const { number } = await carrier.trunkTo([hands.port]);
    await rest.line('several-hands-on', lines.passesOn(number));
    const caller = await carrier.startCall(
      'several-hands-on',
      sipp.scenarioOf('handed on', sipp.call(), sipp.pause(2500), sipp.hangUp(2)),
    );
    await allWent(hands, caller, takes);
  });
});
