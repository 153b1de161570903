import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from './testing/test-call.js';
import { controller, starter, TestExchange } from './testing/test-exchange.js';

let exchange: TestExchange;
beforeEach(() => {
  exchange = new TestExchange();
});
afterEach(() => exchange.finish());

const join = async (ways: object = {}): Promise<TestCall> => {
  const call = await exchange.call('', controller);
  await call.asks({ command: 'conference', conferenceId: 'k', room: 'team', ...ways });
  await exchange.pass(0);
  return call;
};
const leave = async (call: TestCall): Promise<void> => {
  await call.asks({ command: 'leave', id: 'k' });
  await exchange.pass(0);
};
const told = (call: TestCall) =>
  call.leg
    .named('conferenceEvent')
    .map(({ status, members }) => (members === undefined ? status : `${status} ${members}`));
const hears = (...calls: readonly TestCall[]) => calls.map(({ caller }) => caller.hears.length);

describe('a conference', () => {
  it('begins with the second, and tells all how many they are', async () => {
    const first = await join({ music: 'prompt:music' });
    expect([told(first), first.caller.music]).toEqual([['waiting'], 'prompt:music']);
    const [second, third] = [await join(), await join()];
    expect([told(first), told(second), told(third)]).toEqual([
      ['waiting', 'joined 2', 'joined 3'],
      ['joined 2', 'joined 3'],
      ['joined 3'],
    ]);
    expect([hears(first, second, third), first.caller.music]).toEqual([[2, 2, 2], null]);
    await leave(second);
    await third.asks({ command: 'hangup' });
    await exchange.pass(0);
    expect(told(second).at(-1)).toBe('left');
    expect(told(first).slice(3)).toEqual(['joined 2', 'waiting']);
    expect([hears(first, second), first.caller.music, second.caller.music]).toEqual([[0, 0], 'prompt:music', null]);
  });

  it('lets listeners hear, and be heard by nobody', async () => {
    const [speaker, listener] = [await join(), await join({ role: 'listener' })];
    expect([speaker.caller.hears, listener.caller.hears]).toEqual([[], [speaker.id]]);
  });

  it('lets those wait who want the host to be there, and nobody else', async () => {
    const [a, b] = [await join({ waitForHost: true }), await join({ waitForHost: true })];
    const [c, d] = [await join(), await join()];
    expect([told(a), told(b), told(c), told(d)]).toEqual([
      ['waiting'],
      ['waiting'],
      ['waiting', 'joined 2'],
      ['joined 2'],
    ]);
    expect(hears(a, b, c, d)).toEqual([0, 0, 1, 1]);
    const host = await join({ role: 'host' });
    expect([hears(a, b, c, d, host), told(a)]).toEqual([
      [4, 4, 4, 4, 4],
      ['waiting', 'joined 5'],
    ]);
    await leave(host);
    expect([hears(a, b, c, d), told(a).at(-1), told(c).at(-1)]).toEqual([[0, 0, 1, 1], 'waiting', 'joined 2']);
  });

  it('ends for everybody with a host who says so', async () => {
    const [a, host] = [await join(), await join({ role: 'host', endsWithHost: true })];
    await host.asks({ command: 'hangup' });
    await exchange.pass(0);
    expect([told(a).at(-1), a.isOver, a.caller.music]).toEqual(['ended', false, null]);
  });

  it('ends for those who want it to, and not before the last host has left', async () => {
    const [a, b] = [await join({ endsWithHost: true }), await join()];
    const [host, other] = [await join({ role: 'host' }), await join({ role: 'host' })];
    await leave(host);
    expect(told(a).at(-1)).toBe('joined 3');
    await leave(other);
    expect([told(a).at(-1), told(b).at(-1)]).toEqual(['ended', 'waiting']);
  });

  it('tells by a sound who comes and goes, when one of them wants that', async () => {
    const a = await join({ announcesMembers: true });
    expect(exchange.sound.rooms.chimes).toEqual([]);
    const b = await join();
    await join();
    await leave(b);
    expect(exchange.sound.rooms.chimes).toEqual(['joined', 'joined', 'left']);
    expect(told(a).at(-1)).toBe('joined 2');
  });

  it('is full for who comes when there are as many as they allow, or the sound has no room', async () => {
    await join();
    const second = await join();
    expect(told(await join({ maxMembers: 2 }))).toEqual(['full']);
    await leave(second);
    expect(told(await join({ maxMembers: 2 }))).toEqual(['joined 2']);
    exchange.sound.world.isRoomFull = true;
    expect(told(await join({ room: 'other' }))).toEqual(['full']);
  });

  it('is another one for a call that joins another', async () => {
    const [a, b] = [await join(), await join()];
    await a.asks({ command: 'conference', conferenceId: 'k2', room: 'other' });
    await exchange.pass(0);
    expect([told(a), told(b)]).toEqual([
      ['waiting', 'joined 2', 'left', 'waiting'],
      ['joined 2', 'waiting'],
    ]);
  });

  it('goes on without those whose sound was lost', async () => {
    const [a, b, c] = [await join(), await join(), await join()];
    // Two processes, filled in turn: the second one is alone in its own.
    exchange.sound.loseProcessOf(b.id);
    await exchange.until(() => b.isOver);
    expect([told(a).at(-1), told(c).at(-1), a.caller.hears]).toEqual(['joined 2', 'joined 2', [c.id]]);
  });

  it('is a step of a flow, which a key leads out of', async () => {
    const config = { room: 'team', leaveKey: '*' };
    const steps = { meet: ['conference', config], bye: ['hangup', { text: 'Bye.' }] } as const;
    exchange.line('front', drawFlow({ steps, lines: [['meet', 'ended', 'bye']] }));
    const other = await join();
    const call = await exchange.call('front');
    await exchange.until(() => told(other).includes('joined 2'));
    call.caller.presses('*');
    await exchange.until(() => call.isOver);
    expect([call.exits, told(other).at(-1)]).toEqual([['meet.ended'], 'waiting']);
  });
});

describe('listening in', () => {
  const listenTo = async (target: TestCall, role?: string): Promise<TestCall> =>
    join({ room: `call:${target.id}`, ...(role === undefined ? {} : { role }) });

  it('hears a call and is heard by nobody', async () => {
    const target = await exchange.call('', controller);
    const boss = await listenTo(target);
    expect([told(boss), boss.caller.hears, target.caller.hears]).toEqual([['joined 2'], [target.id], []]);
    await leave(boss);
    expect([told(boss), boss.caller.hears]).toEqual([['joined 2', 'left'], []]);
  });

  it('whispers to that caller only', async () => {
    const target = await exchange.call('', controller);
    const [whisper, spy] = [await listenTo(target, 'speaker'), await listenTo(target, 'listener')];
    expect(target.caller.hears).toEqual([whisper.id]);
    expect([whisper.caller.hears, spy.caller.hears]).toEqual([[target.id], [target.id]]);
    await leave(whisper);
    expect([target.caller.hears, spy.caller.hears]).toEqual([[], [target.id]]);
  });

  it('takes part in the talk as a host', async () => {
    const target = await exchange.call('', controller);
    await target.asks({ command: 'enqueue', queueId: 'q', queue: 'sales' });
    const agent = await exchange.call('', controller);
    await agent.asks({ command: 'dial', dialId: 'd', targets: [{ target: 'queue:sales' }] });
    await exchange.pass(0);
    const boss = await listenTo(target, 'host');
    expect(hears(target, agent, boss)).toEqual([2, 2, 2]);
  });

  it('ends with the call, leaving who listened', async () => {
    const target = await exchange.call('', controller);
    const boss = await listenTo(target);
    await target.asks({ command: 'hangup' });
    await exchange.until(() => told(boss).length === 2);
    expect([told(boss), boss.isOver]).toEqual([['joined 2', 'ended'], false]);
  });

  it('is refused to flows, and to calls that are not there', async () => {
    const target = await exchange.call('', controller);
    const steps = { spy: ['conference', { room: `call:${target.id}` }], bye: ['hangup', {}] } as const;
    exchange.line('front', drawFlow({ steps, lines: [['spy', 'failed', 'bye']] }));
    const flow = await exchange.call('front', starter);
    await exchange.until(() => flow.isOver);
    expect(flow.exits).toEqual(['spy.failed']);
    const call = await join({ room: 'call:nobody' });
    for (const room of ['call:', 'team']) {
      await call.asks({ command: 'conference', conferenceId: 'k', room });
      await exchange.pass(0);
    }
    expect(told(call)).toEqual(['failed', 'failed', 'waiting']);
    expect([target.caller.hears, target.isOver]).toEqual([[], false]);
  });
});
