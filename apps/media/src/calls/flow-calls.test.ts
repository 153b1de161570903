import { advance, replayJournal } from '@callwright/flow-engine';
import { drawFlow } from '@callwright/flow-engine/testing';
import { flowId, type JournalLine, nodeId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programOf } from './destination.js';
import type { TestCall } from './testing/test-call.js';
import { HOME, TestExchange } from './testing/test-exchange.js';

let exchange: TestExchange;
beforeEach(() => {
  exchange = new TestExchange({ fallback: { prompt: 'The line is broken.', target: 'operator' } });
});
afterEach(() => exchange.finish());

const toTheEnd = (call: TestCall) => exchange.until(() => call.isOver);
const commandsOf = (call: TestCall) =>
  call.story.lines.flatMap((line) =>
    line.kind === 'effect' && line.effect.effect === 'command' ? [line.effect.command] : [],
  );

/** Asks whether to pay an amount, and returns by the answer. */
const payment = drawFlow({
  steps: {
    ask: ['menu', { prompt: 'Pay {{ amount }}?', answers: [{ id: 'yes', key: '1' }], noInputRetries: 0 }],
    note: ['set', { assignments: [{ name: 'receipt', value: 'r-{{ amount }}' }] }],
    paid: ['return', { outcome: 'paid' }],
    unpaid: ['return', { outcome: 'done' }],
  },
  lines: [
    ['ask', 'yes', 'note'],
    ['note', 'done', 'paid'],
    ['ask', 'noInput', 'unpaid'],
  ],
  settings: {
    outcomes: ['paid'],
    variables: [
      { name: 'amount', type: 'number', input: true },
      { name: 'receipt', type: 'text', output: true },
    ],
  },
});
const shop = (failsTo: string | null = 'sorry') =>
  drawFlow({
    steps: {
      price: ['set', { assignments: [{ name: 'price', value: '12', kind: 'number' }] }],
      pay: [
        'subflow',
        {
          flow: 'payment',
          inputs: [{ name: 'amount', value: '{{ price }}' }],
          outputs: [{ name: 'receipt', saveAs: 'proof' }],
          outcomes: ['done', 'paid'],
        },
      ],
      thanks: ['hangup', { text: 'Thanks, {{ proof }}.' }],
      later: ['hangup', { text: 'Later, then.' }],
      sorry: ['hangup', { text: 'Paying does not work.' }],
      rescue: ['hangup', { text: 'A person will help: {{ error.code }}.' }],
    },
    lines: [
      ['price', 'done', 'pay'],
      ['pay', 'paid', 'thanks'],
      ['pay', 'done', 'later'],
      ...(failsTo === null ? [] : [['pay', 'failed', failsTo] as const]),
    ],
    settings: { failure: { node: nodeId.parse('rescue') } },
  });

it('hands a flow the keys that were pressed before it began, once', async () => {
  exchange.line('shop', shop(), { subflows: { payment } });
  const call = await exchange.begin(exchange.leg('shop'));
  call.caller.presses('1', 60);
  await exchange.pass(60);
  expect(call.path).toEqual([]);
  await toTheEnd(call);
  expect(call.exits).toContain('ask.yes');
  expect(call.events.filter(({ event }) => event === 'dtmf')).toHaveLength(2);
});

describe('a call whose flow runs another', () => {
  it('does what that one says, gets its outputs, and goes on by its outcome', async () => {
    exchange.line('shop', shop(), { subflows: { payment } });
    const call = await exchange.call('shop');
    await exchange.until(() => call.caller.heard.includes('Pay 12?'));
    call.caller.presses('1');
    await toTheEnd(call);
    expect(call.path).toEqual(['price', 'pay', 'ask', 'note', 'paid', 'thanks']);
    expect(call.caller.heard.at(-1)).toBe('Thanks, r-12.');
  });

  it('goes on by a key that signalling brings', async () => {
    exchange.line('shop', shop(), { subflows: { payment } });
    const call = await exchange.call('shop');
    await exchange.until(() => call.caller.heard.includes('Pay 12?'));
    await call.session.sound.pressKey('1', 250);
    await toTheEnd(call);
    expect(call.caller.heard.at(-1)).toBe('Thanks, r-12.');
    expect(call.events).toContainEqual(expect.objectContaining({ event: 'dtmf', phase: 'end', durationMs: 250 }));
    await expect(call.session.sound.pressKey('1', 250)).rejects.toMatchObject({ code: 'call.ended' });
  });

  it('takes another way by another outcome', async () => {
    exchange.line('shop', shop(), { subflows: { payment } });
    const call = await exchange.call('shop');
    await toTheEnd(call);
    expect(call.exits).toContain('pay.done');
    expect(call.caller.heard.at(-1)).toBe('Later, then.');
  });

  it.each([
    ['the way out for failures', shop('sorry'), 'Paying does not work.'],
    ['the step that takes over in its flow', shop(null), 'A person will help: flow.notFound.'],
  ])('goes on by %s when that flow is missing, and no other call minds', async (_where, flow, words) => {
    exchange.line('broken', flow);
    exchange.line('shop', shop(), { subflows: { payment } });
    const [other, call] = [await exchange.call('shop'), await exchange.call('broken')];
    await toTheEnd(call);
    expect(call.caller.heard).toEqual([words]);
    expect(call.story.end?.outcome).toBe('completed');
    await exchange.until(() => other.caller.heard.includes('Pay 12?'));
    other.caller.presses('1');
    await toTheEnd(other);
    expect(other.caller.heard.at(-1)).toBe('Thanks, r-12.');
  });

  it('ends in good order when the caller hangs up in the middle of it', async () => {
    exchange.line('shop', shop(), { subflows: { payment } });
    const call = await exchange.call('shop');
    await exchange.until(() => call.caller.heard.includes('Pay 12?'));
    call.leg.vanish();
    await toTheEnd(call);
    expect(call.story.end).toMatchObject({ initiator: 'caller', outcome: 'abandoned' });
  });

  it('can be taken up where it was, from what a killed process has written', async () => {
    exchange.line('shop', shop(), { subflows: { payment } });
    const [lost, whole] = [await exchange.call('shop'), await exchange.call('shop')];
    await exchange.until(() => lost.caller.heard.includes('Pay 12?') && whole.caller.heard.includes('Pay 12?'));
    const written: JournalLine[] = JSON.parse(JSON.stringify(lost.story.lines));
    exchange.sound.loseProcessOf(lost.id);
    whole.caller.presses('1');
    await exchange.until(() => lost.isOver && whole.path.includes('thanks'));

    const entry = exchange.directory.published(HOME, flowId.parse('flow-shop'));
    if (!entry) throw new Error('The flow is published.');
    const program = programOf(structuredClone(entry));
    const { instance, difference } = replayJournal(program, entry.ref, written);
    expect(difference).toBeNull();
    expect(instance).toMatchObject({ subflow: 'payment', node: 'ask', callers: [{ subflow: null, node: 'pay' }] });

    // The caller's answer leads it on exactly as it does a call that was never interrupted.
    const answer = whole.story.lines.find((line) => line.kind === 'event' && line.event.event === 'gatherResult');
    if (answer?.kind !== 'event') throw new Error('The caller has answered.');
    const effects = whole.story.lines.flatMap((line) =>
      line.kind === 'effect' && line.cause === answer.seq ? [line.effect] : [],
    );
    expect(advance(program, instance, answer.event).effects).toEqual(effects);
    await toTheEnd(whole);
  });
});

describe('messages and tags', () => {
  it('are taken on at once: the journal holds them', async () => {
    const flow = drawFlow({
      steps: {
        tell: ['message', { channel: 'sms', to: '{{ call.from }}', text: 'See you.' }],
        mark: ['tag', { tags: [{ name: 'reason', value: 'visit' }], outcome: 'booked' }],
        bye: ['hangup', { text: 'Goodbye.' }],
        sorry: ['hangup', { text: 'Sorry.' }],
      },
      lines: [
        ['tell', 'queued', 'mark'],
        ['tell', 'failed', 'sorry'],
        ['mark', 'done', 'bye'],
      ],
    });
    exchange.line('booking', flow);
    const call = await exchange.call('booking', undefined, { from: '+4930123' });
    await toTheEnd(call);
    expect(call.path).toEqual(['tell', 'mark', 'bye']);
    expect(commandsOf(call)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ command: 'message', channel: 'sms', to: '+4930123', text: 'See you.' }),
        expect.objectContaining({ command: 'tag', tags: { reason: 'visit' }, outcome: 'booked' }),
      ]),
    );
  });
});

describe('a message that a caller leaves', () => {
  it('is recorded, played to them, and sent', async () => {
    const flow = drawFlow({
      steps: {
        take: ['voicemail', { greeting: 'Speak.', emailTo: 'office@example.org' }],
        bye: ['hangup', { text: 'Thanks.' }],
        none: ['hangup', { text: 'You said nothing.' }],
      },
      lines: [
        ['take', 'left', 'bye'],
        ['take', 'none', 'none'],
        ['take', 'failed', 'none'],
      ],
    });
    exchange.line('mailbox', flow);
    const call = await exchange.call('mailbox');
    await exchange.until(() => call.leg.named('recordStatus').some(({ of }) => of === 'message'));
    call.caller.says('please call me back', 3_000);
    await exchange.pass(3_000);
    call.caller.presses('#');
    await exchange.until(() => call.caller.heard.some((words) => words.startsWith('To send')));
    call.caller.presses('2');
    await exchange.until(() => call.caller.heard.some((words) => words.startsWith('recording:')));
    await exchange.until(() => call.caller.heard.filter((words) => words.startsWith('To send')).length === 2);
    call.caller.presses('1');
    await toTheEnd(call);
    const [message] = call.story.end?.messages ?? [];
    expect(message?.durationMs).toBeGreaterThanOrEqual(3_000);
    expect(call.caller.heard).toContain(`recording:${message?.recordId}`);
    expect(commandsOf(call)).toContainEqual(
      expect.objectContaining({ command: 'message', to: 'office@example.org', recordIds: [message?.recordId] }),
    );
    expect(call.caller.heard.at(-1)).toBe('Thanks.');
  });
});

describe('a flow in two languages', () => {
  it('goes on in the one the caller chooses', async () => {
    const flow = drawFlow({
      steps: {
        change: ['voice', { language: 'de-DE' }],
        hello: ['hangup', { text: { 'en-US': 'Goodbye.', 'de-DE': 'Auf Wiederhören.' } }],
      },
      lines: [
        ['change', 'done', 'hello'],
        ['change', 'failed', 'hello'],
      ],
      settings: { languages: ['de-DE'] },
    });
    exchange.line('welcome', flow);
    const call = await exchange.call('welcome');
    await toTheEnd(call);
    expect(call.caller.heard).toEqual(['Auf Wiederhören.']);
    expect(commandsOf(call)[0]).toMatchObject({ command: 'tts', option: { language: 'de-DE' } });
    expect(call.story.lines).toContainEqual(
      expect.objectContaining({ effect: expect.objectContaining({ effect: 'voiceSet', language: 'de-DE' }) }),
    );
  });
});

describe('a step that fails', () => {
  /** A number that is none. */
  const breaks = ['set', { assignments: [{ name: 'age', value: 'old' }] }] as const;
  const variables = [{ name: 'age', type: 'number' as const }];

  it('leads to the step of the flow that takes over, and if that fails too, to its last words and target', async () => {
    const flow = drawFlow({
      steps: { first: breaks, rescue: ['say', { text: 'One moment: {{ error.code }}.' }], second: breaks },
      lines: [['rescue', 'done', 'second']],
      settings: { variables, failure: { prompt: 'Sorry.', target: 'operator', node: nodeId.parse('rescue') } },
    });
    exchange.line('age', flow);
    exchange.line('operator', drawFlow({ steps: { hello: ['hangup', { text: 'Operator speaking.' }] } }));
    const call = await exchange.call('age');
    await toTheEnd(call);
    expect(call.caller.heard.slice(0, 2)).toEqual(['One moment: flow.badValue.', 'Sorry.']);
    expect(call.leg.named('referStatus').map(({ status }) => status)).toEqual(['trying', 'answered', 'ended']);
    expect(call.story.end?.outcome).toBe('failed');
  });

  it('leads to what the platform says and to whom it passes calls on, where the flow has nothing of its own', async () => {
    const flow = drawFlow({ steps: { first: breaks }, settings: { variables, failure: { prompt: '' } } });
    exchange.line('age', flow);
    exchange.line('operator', drawFlow({ steps: { hello: ['hangup', { text: 'Operator speaking.' }] } }));
    const call = await exchange.call('age');
    await toTheEnd(call);
    expect(call.caller.heard[0]).toBe('The line is broken.');
    const operator = [...exchange.stories.all.values()].find(({ start }) => start?.parentCallId === call.id);
    expect(operator).toMatchObject({ start: { to: 'operator' }, end: { outcome: 'completed' } });
    expect(call.story.end).toMatchObject({ outcome: 'failed', reason: 'failed' });
  });

  it('ends the call when nobody takes it', async () => {
    exchange.line('age', drawFlow({ steps: { first: breaks }, settings: { variables, failure: { prompt: '' } } }));
    const call = await exchange.call('age');
    await toTheEnd(call);
    expect(call.caller.heard).toEqual(['The line is broken.']);
    expect(call.story.end).toMatchObject({ outcome: 'failed', reason: 'failed' });
  });
});
