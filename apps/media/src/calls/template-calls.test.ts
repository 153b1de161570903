import { flowTemplates } from '@callwright/nodes';
import type { FlowDefinition } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from './testing/test-call.js';
import { TestExchange } from './testing/test-exchange.js';

const template = (id: string): FlowDefinition => {
  const found = flowTemplates.find((one) => one.id === id);
  if (!found) throw new Error(`There is no template ${id}.`);
  return found.document.flow;
};

const MENU_PROMPT = /^To book a visit/;
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange();
  exchange.line('menu', template('menu'));
  exchange.line('question', template('question'));
  exchange.line('message', template('message'));
});
afterEach(() => exchange.finish());

const callMenu = async (): Promise<TestCall> => {
  const call = await exchange.call('menu');
  await exchange.until(() => call.caller.heard.some((words) => MENU_PROMPT.test(words)));
  return call;
};

const toTheEnd = async (call: TestCall): Promise<void> => {
  await exchange.until(() => call.isOver);
};

describe('the menu template', () => {
  const branches = [
    { key: '1', word: 'make an appointment', step: 'booking' },
    { key: '2', word: 'billing', step: 'billing' },
    { key: '3', word: 'opening hours', step: 'hours' },
  ];

  it.each(branches)('goes to $step by key $key, and hangs up after goodbye', async ({ key, step }) => {
    const call = await callMenu();
    call.caller.presses(key);
    await toTheEnd(call);
    expect(call.path).toEqual(['welcome', 'main', step, 'goodbye']);
    expect(call.caller.heard.at(-1)).toBe('Goodbye.');
    expect(call.story.end).toMatchObject({ reason: 'completed', initiator: 'system', outcome: 'completed' });
  });

  it.each(branches)('goes to $step by the word "$word"', async ({ word, step }) => {
    const call = await callMenu();
    call.caller.says(word);
    await toTheEnd(call);
    expect(call.path).toEqual(['welcome', 'main', step, 'goodbye']);
    expect(call.leg.named('transcriptionFinal')).toMatchObject([{ choice: step, trackId: call.id }]);
  });

  it('is interrupted by a key, and its prompt falls silent', async () => {
    const call = await callMenu();
    await exchange.pass(500);
    call.caller.presses('2');
    expect(call.leg.named('interruption')).toMatchObject([{ cause: 'keys', trackId: 'callee' }]);
    await toTheEnd(call);
    expect(call.exits).toContain('main.billing');
  });

  it('is interrupted by a word', async () => {
    const call = await callMenu();
    await exchange.pass(500);
    call.caller.says('billing');
    expect(call.leg.named('interruption')).toMatchObject([{ cause: 'speech' }]);
    await toTheEnd(call);
    expect(call.exits).toContain('main.billing');
  });

  it('does not let its welcome be interrupted', async () => {
    const call = await exchange.call('menu');
    await exchange.pass(300);
    call.caller.presses('1');
    call.caller.says('billing');
    await exchange.until(() => call.caller.heard.length === 2);
    expect(call.leg.named('interruption')).toEqual([]);
    call.caller.presses('3');
    await toTheEnd(call);
    expect(call.path).toEqual(['welcome', 'main', 'hours', 'goodbye']);
  });

  it.each([
    { what: 'a word that is none of the choices', said: 'pizza' },
    { what: 'noise', said: null },
  ])('asks again at $what, and at last gives up as not understood', async ({ said }) => {
    const call = await callMenu();
    const askedFor = () => call.events.filter(({ event }) => event === 'gatherResult').length;
    for (let round = 1; round <= 3; round += 1) {
      call.caller.says(said);
      await exchange.until(() => askedFor() === round);
    }
    await toTheEnd(call);
    expect(call.exits).toContain('main.noMatch');
    expect(call.leg.named('transcriptionFinal').map(({ text, choice }) => [text, choice])).toEqual([
      ['', undefined],
      ['', undefined],
      ['', undefined],
    ]);
    expect(call.story.end).toMatchObject({ reason: 'noInput', outcome: 'completed' });
  });

  it('takes a wrong key for not understood, and asks again in other words', async () => {
    const call = await callMenu();
    call.caller.presses('9');
    await exchange.until(() => call.caller.heard.includes('Sorry, I did not get that.'));
    call.caller.presses('1');
    await toTheEnd(call);
    expect(call.exits).toContain('main.booking');
  });

  it('gives up when nobody answers', async () => {
    const call = await callMenu();
    await toTheEnd(call);
    expect(call.exits).toContain('main.noInput');
    expect(call.caller.heard.filter((words) => MENU_PROMPT.test(words))).toHaveLength(3);
    expect(call.story.end).toMatchObject({ reason: 'noInput', initiator: 'system' });
  });

  it('still takes keys when the recogniser does not start', async () => {
    exchange.sound.world.isDeaf = true;
    const call = await callMenu();
    expect(call.errors).toContain('speech.asrFailed');
    call.caller.presses('2');
    await toTheEnd(call);
    expect(call.exits).toContain('main.billing');
  });

  it.each(['welcome', 'main', 'booking', 'goodbye'])('ends when the caller hangs up during %s', async (step) => {
    const call = await exchange.call('menu');
    await exchange.until(() => {
      if (call.path.at(-1) === 'main' && step !== 'main' && call.caller.heard.length === 2) call.caller.presses('1');
      return call.path.at(-1) === step;
    });
    await exchange.pass(100);
    await call.asks({ command: 'hangup' });
    await toTheEnd(call);
    expect(call.path.at(-1)).toBe(step);
    expect(call.story.end).toMatchObject({ reason: 'caller', initiator: 'caller', outcome: 'abandoned' });
  });

  it('records from the moment sound flows until the end', async () => {
    const call = await callMenu();
    const [ready] = call.events.filter(({ event }) => event === 'mediaReady');
    await call.asks({ command: 'hangup' });
    await toTheEnd(call);
    const { end } = call.story;
    expect(end?.recording).toMatchObject({ file: `${call.id}.wav`, startedAtMs: ready?.timestamp });
    expect(end?.recording?.durationMs).toBe((end?.endedAtMs ?? 0) - (ready?.timestamp ?? 0));
  });
});

describe('the question template', () => {
  it.each([
    { word: 'yes', step: 'thanks' },
    { word: 'no', step: 'sorry' },
  ])('goes to $step on "$word"', async ({ word, step }) => {
    const call = await exchange.call('question');
    await exchange.until(() => call.caller.heard.length === 1);
    call.caller.says(word);
    await toTheEnd(call);
    expect(call.path).toEqual(['ask', step]);
  });

  it.each([
    { what: 'noise', said: null, exit: 'ask.noMatch' },
    { what: 'silence', said: undefined, exit: 'ask.noInput' },
  ])('ends politely at $what', async ({ said, exit }) => {
    const call = await exchange.call('question');
    for (let round = 1; round <= 3 && said !== undefined; round += 1) {
      await exchange.until(() => call.caller.heard.length === round);
      call.caller.says(said);
    }
    await toTheEnd(call);
    expect(call.exits).toEqual([exit]);
    expect(call.story.end).toMatchObject({ outcome: 'completed' });
  });
});

describe('the message template', () => {
  it('says its message and hangs up', async () => {
    const call = await exchange.call('message');
    await toTheEnd(call);
    expect(call.caller.heard).toEqual(['We are closed today. Please call again tomorrow from eight.', 'Goodbye.']);
    expect(call.told).toEqual(
      expect.arrayContaining(['session', 'answer', 'mediaReady', 'trackStart', 'trackEnd', 'hangup']),
    );
  });

  it('says the failure prompt when the voice fails, and the call counts as failed', async () => {
    exchange.sound.world.failsToSpeak = true;
    const call = await exchange.call('message');
    await toTheEnd(call);
    expect(call.errors).toContain('speech.ttsFailed');
    expect(call.story.end).toMatchObject({ outcome: 'failed', initiator: 'system' });
  });
});
