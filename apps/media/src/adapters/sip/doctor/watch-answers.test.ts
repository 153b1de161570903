import { FakeClock } from '@callwright/flow-engine/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { AnsweredCalls, type AnswersSeen } from './answered-calls.js';
import { FAR_DIALOG, FakeStack } from './fake-stack.js';
import { watchAnswers } from './watch-answers.js';

let clock: FakeClock;
let calls: AnsweredCalls;
let bare: FakeStack;
let stack: ReturnType<typeof watchAnswers>;

beforeEach(() => {
  clock = new FakeClock();
  calls = new AnsweredCalls(clock);
  bare = new FakeStack();
  stack = watchAnswers(bare, calls);
  stack.onRequest(bare.hear);
  stack.onConnection(() => undefined);
});

const seen = (): AnswersSeen => calls.seen(() => true);

describe('a stack whose answers are watched', () => {
  it('sees a call of ours that is acknowledged and ends', async () => {
    await bare.arrive('INVITE', { dialogId: null }).respond(180);
    expect(seen()).toEqual({ good: 0, noAck: 0, cutOff: 0 });
    await bare.arrive('INVITE', { dialogId: null }).respond(200);
    bare.arrive('ACK', { dialogId: FAR_DIALOG });
    bare.arrive('BYE', { dialogId: FAR_DIALOG });
    expect(seen()).toEqual({ good: 1, noAck: 0, cutOff: 0 });
  });

  it('misses the ACK of a call of ours', async () => {
    await bare.arrive('INVITE', { dialogId: null }).respond(200);
    clock.advance(3900);
    expect(seen().noAck).toBe(0);
    clock.advance(100);
    expect(seen().noAck).toBe(1);
    clock.advance(28_000);
    bare.arrive('BYE', { dialogId: FAR_DIALOG });
    expect(seen()).toEqual({ good: 0, noAck: 1, cutOff: 0 });
  });

  it('does not count an answer that could not be sent, nor calls of a server that is gone', async () => {
    bare.isUp = false;
    await bare.arrive('INVITE', { dialogId: null }).respond(200);
    clock.advance(5000);
    expect(seen().noAck).toBe(0);
    bare.isUp = true;
    await bare.arrive('INVITE', { dialogId: null }).respond(200);
    bare.lose();
    clock.advance(5000);
    expect(seen().noAck).toBe(0);
  });

  it('sees a call of theirs cut off after 32 s, and one that we hung up then', async () => {
    const call = async (dialogId: string) => {
      bare.answer = () => ({ status: 200, dialogId });
      await new Promise<void>((resolve) => void stack.send({ method: 'INVITE' }, () => resolve()));
      clock.advance(32_000);
    };
    await call('one');
    bare.arrive('BYE', { dialogId: 'one' });
    await call('two');
    await stack.send({ method: 'BYE', dialogId: 'two' }, () => undefined);
    expect(seen()).toEqual({ good: 1, noAck: 0, cutOff: 1 });
  });

  it('leaves re-INVITEs and refusals out', async () => {
    await bare.arrive('INVITE', { dialogId: null }).respond(486);
    bare.arrive('BYE', { dialogId: FAR_DIALOG });
    expect(seen()).toEqual({ good: 0, noAck: 0, cutOff: 0 });
  });
});

describe('what is kept of answered calls', () => {
  it('is bounded for one address, and for all', () => {
    for (let count = 0; count < 150; count += 1) {
      calls.answered(`${count}`, { direction: 'out', remote: 'one' });
      calls.ended(`${count}`, false);
    }
    expect(calls.seen((remote) => remote === 'one').good).toBe(100);
    for (let count = 0; count < 500; count += 1) {
      calls.answered(`${count}`, { direction: 'out', remote: `other ${count}` });
      calls.ended(`${count}`, false);
    }
    expect(calls.seen((remote) => remote === 'one').good).toBe(0);
    expect(seen().good).toBe(500);
  });

  it('forgets the oldest of too many that are open', () => {
    for (let count = 0; count < 5001; count += 1)
      calls.answered(`${count}`, { direction: 'in', remote: count === 0 ? 'first' : 'other' });
    clock.advance(5000);
    expect(calls.seen((remote) => remote === 'first').noAck).toBe(0);
    expect(seen().noAck).toBe(5000);
  });
});
