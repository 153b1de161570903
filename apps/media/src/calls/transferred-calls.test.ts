import { drawFlow } from '@callwright/flow-engine/testing';
import { callId, type FlowDefinition } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from './testing/test-call.js';
import { controller, TestExchange } from './testing/test-exchange.js';

const passOn = (target: string): FlowDefinition =>
  drawFlow({
    steps: {
      pass: ['transfer', { target, timeoutMs: 5_000 }],
      back: ['hangup', { text: 'Welcome back.' }],
      busy: ['hangup', { text: 'Busy.' }],
      sorry: ['hangup', { text: 'Sorry.' }],
      nobody: ['hangup', { text: 'Nobody there.' }],
    },
    lines: [
      ['pass', 'ended', 'back'],
      ['pass', 'busy', 'busy'],
      ['pass', 'failed', 'sorry'],
      ['pass', 'noAnswer', 'nobody'],
    ],
  });
const desk = drawFlow({
  steps: {
    ask: ['menu', { prompt: 'One or two?', answers: [{ id: 'one', key: '1', phrases: ['one'] }], acceptsSpeech: true }],
    bye: ['hangup', { text: 'Bye from the desk.' }],
  },
  lines: [['ask', 'one', 'bye']],
});
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange({ maxCalls: 8 });
  exchange.line('front', passOn('desk'));
  exchange.line('desk', desk);
});
afterEach(() => exchange.finish());

const statuses = (call: TestCall) => call.leg.named('referStatus').map(({ status }) => status);
/** The call that a transfer made. */
const otherSide = () => {
  const found = [...exchange.stories.all.values()].find(({ start }) => start?.parentCallId);
  if (!found?.start) throw new Error('Nobody has been called.');
  return { id: callId.parse(found.start.callId), ...found };
};
const callDesk = async (): Promise<TestCall> => {
  const call = await exchange.call('front');
  await exchange.until(() => call.caller.heard.includes('One or two?'));
  return call;
};

describe('a call passed on to another line', () => {
  it('hears that line, presses keys for it, and gets its own flow back when that is done', async () => {
    const call = await callDesk();
    call.caller.presses('1');
    const other = otherSide();
    expect(other.lines.map((line) => line.kind === 'event' && line.event)).toContainEqual(
      expect.objectContaining({ event: 'dtmf', digit: '1', trackId: other.id }),
    );
    await exchange.until(() => call.isOver);
    expect(statuses(call)).toEqual(['trying', 'answered', 'ended']);
    expect(call.path).toEqual(['pass', 'back']);
    expect(call.caller.heard).toEqual(['Welcome back.']);
    expect(other.start).toMatchObject({ parentCallId: call.id, protocol: 'bridge', to: 'desk' });
    expect(exchange.stories.of(other.id).end).toMatchObject({ reason: 'completed', initiator: 'system' });
  });

  it('hears that line, too, when sound flows before anybody knows that the two are joined', async () => {
    const { sound } = exchange;
    const { open } = sound;
    sound.open = async (...call) => {
      const stream = await open.apply(sound, call);
      const joinRoom: typeof stream.joinRoom = async (...way) => {
        await stream.joinRoom(...way);
        // The answer of its process comes behind the events.
        await exchange.pass(60);
      };
      return { ...stream, joinRoom };
    };
    const call = await callDesk();
    call.caller.presses('1');
    await exchange.until(() => call.isOver);
    expect(statuses(call)).toEqual(['trying', 'answered', 'ended']);
  });

  it('tells nobody on its own side which keys that line keeps secret', async () => {
    exchange.line('lobby', passOn('vault'));
    exchange.line(
      'vault',
      drawFlow({
        steps: {
          card: ['collect', { prompt: 'Card?', isSecret: true, minDigits: 2, maxDigits: 2, saveAs: 'card' }],
          bye: ['hangup', { text: 'Thank you.' }],
        },
        lines: [['card', 'digits', 'bye']],
      }),
    );
    const call = await exchange.call('lobby');
    await exchange.until(() => call.caller.heard.includes('Card?'));
    call.caller.presses('4');
    call.caller.presses('7');
    await exchange.until(() => call.caller.heard.includes('Thank you.'));
    const keys = [call.story.lines, otherSide().lines].map((lines) =>
      lines.flatMap((line) => (line.kind === 'event' && line.event.event === 'dtmf' ? [line.event.digit] : [])),
    );
    for (const digits of keys) {
      expect(digits.length).toBeGreaterThan(1);
      expect(new Set(digits)).toEqual(new Set(['*']));
    }
    expect(call.leg.named('dtmf').every(({ digit, masked }) => digit === '*' && masked === true)).toBe(true);
  });

  it('presses no keys for that line that it keeps secret itself', async () => {
    exchange.line('drive', null);
    const call = await exchange.call('drive', controller);
    await call.asks({ command: 'refer', target: 'desk' });
    await exchange.until(() => call.caller.heard.includes('One or two?'));
    await call.asks({ command: 'gather', gatherId: 's', input: ['dtmf'], secret: true, maxDigits: 2 });
    call.caller.presses('1');
    await exchange.pass(500);
    expect(otherSide().lines.filter((line) => line.kind === 'event' && line.event.event === 'dtmf')).toEqual([]);
    await call.asks({ command: 'hangup' });
    await exchange.until(() => call.isOver && otherSide().end !== null);
  });

  it('is understood by that line', async () => {
    const call = await callDesk();
    call.caller.says('one');
    await exchange.until(() => call.isOver);
    expect(call.path).toEqual(['pass', 'back']);
  });

  it('takes that line with it when the caller hangs up', async () => {
    const call = await callDesk();
    await call.asks({ command: 'hangup' });
    await exchange.until(() => call.isOver && otherSide().end !== null);
    expect(otherSide().end).toMatchObject({ reason: 'caller', initiator: 'caller', outcome: 'abandoned' });
    expect(call.story.end).toMatchObject({ initiator: 'caller', outcome: 'abandoned' });
  });

  it('loses both sides to a sound process that dies, once each', async () => {
    const call = await callDesk();
    exchange.sound.loseProcessOf(call.id);
    await exchange.until(() => call.isOver && otherSide().end !== null);
    expect(call.story.end).toMatchObject({ outcome: 'failed' });
    expect(otherSide().end).toMatchObject({ outcome: 'failed' });
  });

  it('fails for a line that is not there', async () => {
    exchange.line('lost', passOn('nowhere'));
    const call = await exchange.call('lost');
    await exchange.until(() => call.isOver);
    expect(statuses(call)).toEqual(['trying', 'failed']);
    expect(call.path).toEqual(['pass', 'sorry']);
  });

  it('is busy when all lines are', async () => {
    const others = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(() => exchange.call('', controller)));
    const call = await exchange.call('front');
    await exchange.until(() => call.isOver);
    expect(call.path).toEqual(['pass', 'busy']);
    expect(others.every(({ isOver }) => !isOver)).toBe(true);
  });

  it('goes round in a circle a few times only', async () => {
    exchange.line('round', passOn('round'));
    const call = await exchange.call('round');
    await exchange.until(() => call.isOver);
    const calls = [...exchange.stories.all.values()];
    expect(calls).toHaveLength(6);
    expect(calls.every(({ end }) => end !== null)).toBe(true);
    expect(call.path).toEqual(['pass', 'back']);
  });

  it('goes on without a line that does not answer in time, and hangs up on it when it does', async () => {
    const call = await exchange.call('', controller);
    const release = exchange.sound.hold('open');
    await call.asks({ command: 'refer', target: 'desk', options: { timeoutMs: 2_000 } });
    await exchange.pass(2_000);
    expect(statuses(call)).toEqual(['trying', 'noAnswer']);
    release();
    await exchange.pass(0);
    await exchange.until(() => otherSide().end !== null);
    expect(otherSide().end).toMatchObject({ reason: 'noAnswer' });
    expect(call.caller.isBridged).toBe(false);
  });

  it.each(['open', 'join'] as const)('leaves nothing behind when the caller goes during "%s"', async (request) => {
    const call = await exchange.call('', controller);
    const release = exchange.sound.hold(request);
    await call.asks({ command: 'refer', target: 'desk' });
    await exchange.pass(0);
    call.leg.vanish();
    await exchange.until(() => call.isOver);
    release();
    await exchange.pass(0);
    await exchange.until(() => otherSide().end !== null);
    expect(statuses(call)).toEqual(['trying']);
  });

  it('fails, and hangs up on the other side, when the two cannot be joined', async () => {
    const call = await exchange.call('', controller);
    const release = exchange.sound.hold('join');
    await call.asks({ command: 'refer', target: 'desk' });
    await exchange.pass(0);
    const other = exchange.registry.get(otherSide().id);
    const ended = other?.close({ reason: 'test', initiator: 'system' });
    await exchange.pass(0);
    release();
    await ended;
    await exchange.until(() => statuses(call).length === 2);
    expect(statuses(call)).toEqual(['trying', 'failed']);
    expect(call.caller.isBridged).toBe(false);
  });

  it('is passed on to one line at a time', async () => {
    const call = await exchange.call('', controller);
    await call.asks({ command: 'refer', target: 'desk' });
    await exchange.until(() => statuses(call).includes('answered'));
    await call.asks({ command: 'refer', target: 'desk' });
    expect(call.errors).toEqual(['call.transferFailed']);
    call.caller.presses('1');
    await exchange.until(() => statuses(call).includes('ended'));
    await call.asks({ command: 'refer', target: 'desk' });
    await exchange.until(() => statuses(call).filter((status) => status === 'answered').length === 2);
  });
});
