import { drawFlow } from '@callwright/flow-engine/testing';
import { callId, type PlacedCall, SERVER_TRACK } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controller, HOME, TestExchange } from './testing/test-exchange.js';

const NUMBER = '+12025550123';
const ID = callId.parse('placed-1');
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange();
  exchange.line('survey', drawFlow({ steps: { bye: ['hangup', { text: 'Thank you.' }] } }));
  exchange.line('nobody', null);
});
afterEach(() => exchange.finish());

const place = (how: Partial<PlacedCall> = {}) =>
  exchange.registry.telephone.place({
    callId: ID,
    workspaceId: HOME,
    callee: NUMBER,
    line: 'survey',
    timeoutMs: 30_000,
    ...how,
  });
const story = () => exchange.stories.of(ID);
const heard = () => exchange.sound.caller(ID).heard;

describe('a call that the api has made', () => {
  it('rings, and is led to the line when somebody answers', async () => {
    await place({ caller: '+12025550100', headers: { 'X-Order': '7' } });
    const phone = await exchange.phone(NUMBER);
    expect(phone.invite).toMatchObject({ callId: ID, callerId: '+12025550100', headers: { 'X-Order': '7' } });
    expect(story().start).toMatchObject({ direction: 'outbound', to: NUMBER, flow: { flowId: 'flow-survey' } });
    await phone.rings(true);
    await exchange.pass(5_000);
    expect(heard()).toEqual([]);
    await phone.answers();
    await exchange.until(() => story().end !== null);
    expect([heard(), story().end]).toMatchObject([['Thank you.'], { reason: 'completed', outcome: 'completed' }]);
  });

  it('does not begin its flow before the answer, whatever sound comes', async () => {
    await place();
    const phone = await exchange.phone(NUMBER);
    const codec = { codec: 'PCMA', rateHz: 8000 };
    exchange.sound.caller(ID).tells({ event: 'mediaReady', timestamp: exchange.clock.nowMs(), ...codec });
    await exchange.pass(1_000);
    expect(heard()).toEqual([]);
    await phone.answers();
    await exchange.pass(100);
    expect(heard()).toEqual(['Thank you.']);
  });

  it('is given up when nobody answers', async () => {
    await place({ timeoutMs: 20_000 });
    const phone = await exchange.phone(NUMBER);
    await phone.rings();
    await exchange.pass(19_900);
    expect(story().end).toBeNull();
    await exchange.pass(200);
    expect(story().end).toMatchObject({ reason: 'noAnswer', outcome: 'noAnswer', answeredAtMs: null });
    expect(phone.closeCount).toBe(1);
  });

  it.each([
    ['call.busy', 486, 'busy', 'busy'],
    ['call.rejected', 603, 'rejected', 'rejected'],
    ['call.refused', 403, 'rejected', 'failed'],
    ['call.unreachable', 503, 'failed', 'failed'],
  ] as const)('says that it came to nothing by %s', async (code, status, reason, outcome) => {
    await place();
    (await exchange.phone(NUMBER)).refuses(code, 'No.', status);
    await exchange.until(() => story().end !== null);
    expect(story().end).toMatchObject({ reason, outcome });
  });

  it('asks whether a machine answered when that is wanted, and only then', async () => {
    await place({ detectsMachines: true });
    await exchange.phone(NUMBER);
    await place({ callId: callId.parse('placed-2') });
    await exchange.until(() => exchange.sound.has(callId.parse('placed-2')));
    expect([ID, callId.parse('placed-2')].map((id) => exchange.sound.caller(id).options.amd)).toEqual([{}, undefined]);
  });

  it('tells of a machine in its story', async () => {
    await place({ detectsMachines: true });
    const phone = await exchange.phone(NUMBER);
    await phone.answers();
    await exchange.pass(50);
    const times = { timestamp: exchange.clock.nowMs(), startTime: 0, endTime: 1 };
    const found = { event: 'answerMachineDetection', trackId: SERVER_TRACK, result: 'machine', text: '' } as const;
    exchange.sound.caller(ID).tells({ ...found, ...times });
    await exchange.until(() => story().end !== null);
    const names = story().lines.flatMap((line) => (line.kind === 'event' ? [line.event.event] : []));
    expect(names).toContain('answerMachineDetection');
  });

  it.each([
    ['call.notAllowed', { callee: '+4930123456' }],
    ['call.unknownEndpoint', { callee: 'nobody of ours' }],
    ['call.unknownEndpoint', { line: 'no such line' }],
    ['flow.notFound', { line: 'nobody' }],
  ])('is refused with %s, and is no call then', async (code, how) => {
    await expect(place(how)).rejects.toMatchObject({ code });
    expect([exchange.registry.liveCount, exchange.stories.all.size, exchange.dialler.phones]).toEqual([0, 0, []]);
  });

  it('takes the next caller of a queue as an agent, and both hear each other', async () => {
    const agent = { out: ['dial', { targets: [{ target: 'queue:sales' }] }], bye: ['hangup', {}] } as const;
    exchange.line('agent', drawFlow({ steps: agent, lines: [['out', 'ended', 'bye']] }));
    const caller = await exchange.call('', controller);
    await caller.asks({ command: 'enqueue', queueId: 'q', queue: 'sales' });
    await place({ line: 'agent' });
    await (await exchange.phone(NUMBER)).answers();
    await exchange.until(() => caller.caller.isBridged);
    expect([caller.caller.hears, exchange.sound.caller(ID).hears]).toEqual([[ID], [caller.id]]);
  });

  it('joins a conference with others', async () => {
    exchange.line('meet', drawFlow({ steps: { in: ['conference', { room: 'all' }] } }));
    const host = await exchange.call('', controller);
    await host.asks({ command: 'conference', conferenceId: 'c', room: 'all' });
    await place({ line: 'meet' });
    await (await exchange.phone(NUMBER)).answers();
    await exchange.until(() => host.caller.isBridged);
    expect(exchange.sound.caller(ID).hears).toEqual([host.id]);
  });

  it('is made once', async () => {
    await place();
    await expect(place()).rejects.toMatchObject({ code: 'api.conflict' });
  });

  it('ends by who hangs up, and with the process', async () => {
    await place();
    await exchange.phone(NUMBER);
    await exchange.registry.get(ID)?.close({ reason: 'admin', initiator: 'api' });
    expect(story().end).toMatchObject({ reason: 'admin', initiator: 'api', outcome: 'canceled' });
  });
});
