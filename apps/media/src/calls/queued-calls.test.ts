import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from './testing/test-call.js';
import { controller, stranger, TestExchange } from './testing/test-exchange.js';

let exchange: TestExchange;
beforeEach(() => {
  exchange = new TestExchange({ maxQueueLength: 3 });
});
afterEach(() => exchange.finish());

const enqueue = async (call: TestCall, ways: object = {}): Promise<void> => {
  await call.asks({ command: 'enqueue', queueId: 'q', queue: 'sales', ...ways });
  await exchange.pass(0);
};
const waiting = async (ways: object = {}): Promise<TestCall> => {
  const call = await exchange.call('', controller);
  await enqueue(call, ways);
  return call;
};
const serve = async (ways: object = {}): Promise<TestCall> => {
  const agent = await exchange.call('', controller, { from: 'anna' });
  await agent.asks({ command: 'dial', dialId: 'd', targets: [{ target: 'queue:sales' }], ...ways });
  await exchange.pass(0);
  return agent;
};
const told = (call: TestCall) =>
  call.leg
    .named('queueResult')
    .map(({ status, position }) => (position === undefined ? status : `${status} ${position}`));
const dialled = (agent: TestCall) => agent.leg.named('dialResult').map(({ status }) => status);

describe('a call in a queue', () => {
  it('hears music and its place, which changes as others are taken', async () => {
    const [first, second] = [await waiting({ music: 'prompt:music' }), await waiting()];
    expect([first.caller.music, second.caller.music]).toEqual(['prompt:music', 'tone:waiting']);
    expect([told(first), told(second)]).toEqual([['waiting 1'], ['waiting 2']]);
    expect([first.caller.hears, second.caller.hears]).toEqual([[], []]);
    await exchange.pass(30_000);
    await serve();
    expect(told(second)).toEqual(['waiting 2', 'waiting 1']);
    expect(second.leg.named('queueResult').map(({ estimatedWaitMs }) => estimatedWaitMs)).toEqual([
      undefined,
      // The two calls after it took 80 ms each to be connected.
      30_160,
    ]);
  });

  it('is in no room once it has left, even at the moment it is taken', async () => {
    const call = await waiting();
    const agent = await exchange.call('', controller);
    const { joinRoom } = call.session.sound;
    // Its sound process takes its time.
    call.session.sound.joinRoom = async (...way) => {
      await call.asks({ command: 'leave', id: 'q' });
      await exchange.pass(0);
      await joinRoom.apply(call.session.sound, way);
    };
    await agent.asks({ command: 'dial', dialId: 'd', targets: [{ target: 'queue:sales' }] });
    await exchange.until(() => dialled(agent).length === 2);
    expect([told(call), dialled(agent)]).toEqual([
      ['waiting 1', 'left'],
      ['trying', 'failed'],
    ]);
    expect(exchange.sound.rooms.count).toBe(0);
  });

  it('talks with whoever takes it, and has itself back when they are done', async () => {
    const call = await waiting();
    await exchange.pass(10_000);
    const agent = await serve();
    expect(call.caller.hears).toEqual([agent.id]);
    expect(agent.caller.hears).toEqual([call.id]);
    expect([call.caller.music, agent.caller.music]).toEqual([null, null]);
    await exchange.pass(5_000);
    await agent.asks({ command: 'leave', id: 'd' });
    await exchange.pass(0);
    expect(told(call)).toEqual(['waiting 1', 'answered', 'ended']);
    expect(call.leg.named('queueResult').at(-1)).toMatchObject({ agent: 'anna', durationMs: 5_000 });
    expect(dialled(agent)).toEqual(['trying', 'answered', 'ended']);
    expect([call.caller.hears, agent.caller.hears, call.isOver, agent.isOver]).toEqual([[], [], false, false]);
  });

  it('has its keys pressed at the other end, in both directions, until they part', async () => {
    const call = await waiting();
    const agent = await serve();
    const pressed = (one: TestCall) => one.leg.named('dtmfSent').map(({ digits }) => digits);
    agent.caller.presses('5');
    call.caller.presses('#');
    await exchange.pass(200);
    expect([pressed(call), pressed(agent)]).toEqual([['5'], ['#']]);
    await agent.asks({ command: 'leave', id: 'd' });
    await exchange.pass(0);
    agent.caller.presses('6');
    await exchange.pass(200);
    expect(pressed(call)).toEqual(['5']);
  });

  it('ends the talk by leaving, by hanging up, and when the agent hangs up', async () => {
    const [leaving, hanging, staying] = [await waiting(), await waiting(), await waiting()];
    const agents = [await serve(), await serve(), await serve()];
    await leaving.asks({ command: 'leave', id: 'q' });
    await hanging.asks({ command: 'hangup' });
    await agents[2]?.asks({ command: 'hangup' });
    await exchange.pass(0);
    expect([told(leaving).at(-1), told(staying).at(-1)]).toEqual(['ended', 'ended']);
    expect(agents.map(dialled).map((one) => one.at(-1))).toEqual(['ended', 'ended', 'answered']);
    expect([leaving.isOver, hanging.isOver, staying.isOver]).toEqual([false, true, false]);
  });

  it('goes ahead of those with less priority, who are told so', async () => {
    const [plain, urgent] = [await waiting(), await waiting({ priority: 5 })];
    expect([told(plain), told(urgent)]).toEqual([['waiting 1', 'waiting 2'], ['waiting 1']]);
    const agent = await serve();
    expect(agent.caller.hears).toEqual([urgent.id]);
  });

  it('waits no longer than it may', async () => {
    const call = await waiting({ maxWaitMs: 60_000 });
    await exchange.pass(60_000);
    expect([told(call), call.caller.music]).toEqual([['waiting 1', 'timeout'], null]);
    const agent = await serve({ timeoutMs: 1_000 });
    await exchange.pass(1_000);
    expect(dialled(agent)).toEqual(['trying', 'noAnswer']);
  });

  it('leaves it, and another moves up', async () => {
    const [first, second] = [await waiting(), await waiting()];
    await first.asks({ command: 'leave', id: 'q' });
    await exchange.pass(0);
    expect([told(first), told(second)]).toEqual([
      ['waiting 1', 'left'],
      ['waiting 2', 'waiting 1'],
    ]);
  });

  it('is refused when the queue is full, and when there is no room', async () => {
    for (let n = 0; n < 3; n++) await waiting();
    expect(told(await waiting())).toEqual(['full']);
    exchange.sound.world.isRoomFull = true;
    const other = await exchange.call('', controller);
    await other.asks({ command: 'enqueue', queueId: 'q', queue: 'support' });
    await exchange.pass(0);
    expect(told(other)).toEqual(['failed']);
  });

  it('hangs up while it waits, and its place is free', async () => {
    const [first, second] = [await waiting(), await waiting()];
    first.leg.vanish();
    await exchange.until(() => first.isOver);
    expect([told(first), told(second)]).toEqual([['waiting 1'], ['waiting 2', 'waiting 1']]);
  });

  it('begins anew when it is put into a queue again', async () => {
    const call = await waiting();
    await enqueue(call, { queueId: 'again' });
    expect(told(call)).toEqual(['waiting 1', 'left', 'waiting 1']);
  });

  it('is a step of a flow, whose announcement does not stop the music', async () => {
    const steps = { wait: ['queue', { queue: 'sales' }], back: ['hangup', { text: 'Back.' }] } as const;
    exchange.line('front', drawFlow({ steps, lines: [['wait', 'ended', 'back']] }));
    const call = await exchange.call('front');
    await exchange.until(() => call.caller.heard.length > 0);
    expect([call.caller.heard, call.caller.music]).toEqual([['You are number 1 in line.'], 'tone:waiting']);
    const agent = await serve();
    await exchange.pass(2_000);
    await agent.asks({ command: 'hangup' });
    await exchange.until(() => call.isOver);
    expect(call.exits).toEqual(['wait.ended']);
  });
});

it('tells a stranger nothing of the queue behind a line', async () => {
  const steps = { wait: ['queue', { queue: 'sales' }], bye: ['hangup', {}] } as const;
  exchange.line('front', drawFlow({ steps, lines: [['wait', 'ended', 'bye']] }), { isPublic: true });
  const call = await exchange.call('front', stranger);
  await exchange.until(() => call.caller.heard.length > 0);
  expect(told(call)).toEqual([]);
});

describe('an agent', () => {
  it('waits for the next caller, with music', async () => {
    const agent = await serve({ timeoutMs: 60_000 });
    expect([dialled(agent), agent.caller.music]).toEqual([['trying'], 'tone:ringback']);
    await exchange.pass(10_000);
    const call = await waiting();
    expect([dialled(agent), told(call)]).toEqual([
      ['trying', 'answered'],
      ['waiting 1', 'answered'],
    ]);
  });

  it('leaves the caller their place when the sound fails', async () => {
    const call = await waiting();
    const release = exchange.sound.hold('join');
    const agent = await serve();
    agent.leg.vanish();
    await exchange.until(() => agent.isOver);
    release();
    await exchange.pass(0);
    const next = await serve();
    expect(next.caller.hears).toEqual([call.id]);
  });
});
