import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stranger } from '../../../calls/testing/test-exchange.js';
import { settle } from '../../../platform/settle.js';
import { AppBench } from './testing/app-bench.js';
import { eventually } from './testing/scripted-app.js';

let bench: AppBench;

beforeEach(async () => {
  bench = await AppBench.start();
  for (const name of ['alice', 'bob']) bench.exchange.dialler.ownPhones.add(name);
});

afterEach(() => bench.stop());

const dial = (name: string) => ({ verb: 'dial', target: [{ type: 'user', name }], actionHook: '/dialled' });

/** How a call stood, as the application was told, in order. */
const told = (callSid: string) =>
  bench.app.heard
    .filter(({ type, data }) => type === 'call:status' && data.call_sid === callSid)
    .map(({ data }) => data);

describe('a call that is made for an application', () => {
  it('is told of from its first bell to its end, by a name that commands can use', async () => {
    const call = await bench.exchange.call('app');
    await bench.app.begin(dial('alice'));
    await settle();
    const phone = await bench.exchange.phone('alice');
    await phone.rings();
    await phone.answers();
    await eventually(() => call.caller.isBridged);
    bench.app.command('dtmf', { dtmf: { digit: '5' } }, { callSid: phone.callId });
    await eventually(() =>
      bench.exchange.journal(phone.callId).some((line) => line.kind === 'command' && line.command.command === 'dtmf'),
    );
    phone.vanishes();
    await eventually(() => told(phone.callId).length === 4);
    const common = { parent_call_sid: call.id, direction: 'outbound', to: 'alice' };
    expect(told(phone.callId)).toMatchObject([
      { ...common, call_status: 'trying', sip_status: 100 },
      { ...common, call_status: 'ringing', sip_status: 180 },
      { ...common, call_status: 'in-progress', sip_status: 200 },
      { ...common, call_status: 'completed', duration: 0 },
    ]);
  });

  it.each([
    [486, 'busy'],
    [603, 'failed'],
    [480, 'no-answer'],
  ])('is told as lost by the status %d', async (code, status) => {
    await bench.exchange.call('app');
    await bench.app.begin(dial('bob'));
    await settle();
    const phone = await bench.exchange.phone('bob');
    phone.refuses(code === 486 ? 'call.busy' : 'call.rejected', 'No', code);
    const done = await bench.app.next('verb:hook');
    expect(done.data).toMatchObject({ dial_sip_status: code });
    expect(told(phone.callId).at(-1)).toMatchObject({ call_status: status });
  });

  it('is told of by its own session once it has one', async () => {
    const call = await bench.exchange.call('app');
    await bench.app.begin(dial('bob'), { verb: 'pause', length: 600 });
    await settle();
    const phone = await bench.exchange.phone('bob');
    await phone.answers();
    await eventually(() => call.caller.isBridged);
    bench.app.command('redirect', { child_call_hook: '/child' });
    bench.app.ack(await bench.app.next('session:adulting'), [{ verb: 'hangup' }]);
    await eventually(() => bench.app.closeCodes.length === 1);
    expect(told(phone.callId).map(({ call_status }) => call_status)).toEqual([
      'trying',
      'in-progress',
      'in-progress',
      'completed',
    ]);
  });
});

describe('what cannot be done', () => {
  it.each([
    [{ verb: 'dial', target: [{ type: 'teams', number: '1' }] }, { dial_call_status: 'failed' }],
    [{ verb: 'play' }, { reason: 'playFailed' }],
  ])('is told to the action hook of %o', async (verb, results) => {
    await bench.exchange.call('app');
    await bench.app.begin({ ...verb, actionHook: '/over' });
    expect((await bench.app.next('jambonz:error')).data).toMatchObject({ verb: verb.verb });
    expect(await bench.app.next('verb:hook')).toMatchObject({ hook: '/over', data: results });
  });
});

describe('a caller who has shown nothing, on a public line', () => {
  it.each([
    [{ verb: 'dial', target: [{ type: 'phone', number: '+12025550123' }] }, { dial_call_status: 'failed' }],
    [{ verb: 'dial', target: [{ type: 'user', name: 'alice' }] }, { dial_call_status: 'failed' }],
    [{ verb: 'sip:refer', referTo: '+12025550123' }, { refer_status: 500 }],
  ])('is connected with nobody by %o, which the application is told', async (verb, results) => {
    bench.exchange.line('open', null, { isPublic: true, application: { kind: 'jambonz', url: bench.app.url } });
    await bench.exchange.call('open', stranger);
    await bench.app.begin({ ...verb, actionHook: '/over' });
    expect(await bench.app.next('verb:hook')).toMatchObject({ hook: '/over', data: results });
    expect(bench.exchange.dialler.phones).toEqual([]);
  });
});
