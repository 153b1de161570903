import {
  type CallOptions,
  callInMemory,
  commandsOf,
  drawFlow,
  eventsOf,
  NodeCoverage,
} from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, VoicemailConfig } from './definition.js';

const coverage = new NodeCoverage('voicemail');
const config = {
  greeting: 'Speak now.',
  reviewPrompt: 'Keep it?',
  tooShortPrompt: 'Nothing heard.',
  tooShortRetries: 1,
};
const words = 'Please call me back about the bike.';
const call = (
  script: CallOptions['script'],
  change: Readonly<Record<string, Json>> = {},
  options: Partial<CallOptions> = {},
) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { mailbox: ['voicemail', { ...config, ...change }], next: ['hangup'] },
        lines: ['left', 'none', 'failed'].map((exit) => ['mailbox', exit, 'next'] as const),
        settings: { defaults: { noInputRetries: 1, noMatchRetries: 0 } },
      }),
      nodeTypes,
      script,
      ...options,
    }),
  );
const leaves: CallOptions['script'] = (caller) => caller.says(words);
const leavesAndPresses =
  (...keys: readonly string[]): CallOptions['script'] =>
  (caller) => {
    caller.says(words);
    for (const key of keys) caller.presses(key);
  };
const hangsUpAfter =
  (...keys: readonly string[]): CallOptions['script'] =>
  (caller) => {
    caller.says(words);
    for (const key of keys) caller.presses(key);
    caller.hangsUp({ afterMs: 100 });
  };
const fault = (
  command: 'record' | 'play' | 'tts' | 'asr' | 'vad' | 'message',
  how: 'refused' | 'fails' | 'silent',
  nth?: number,
) => ({
  world: { faults: [{ command, how, ...(nth === undefined ? {} : { nth }) }] },
});
const noReview = { hasReview: false };

describe('voicemail', () => {
  it('greets, beeps, records until the caller falls silent, and remembers what was said', () => {
    const { heard, exits, vars, journal } = call(leaves, noReview);
    expect(heard).toEqual(['Speak now.', 'tone:beep']);
    expect(exits).toEqual(['mailbox.left']);
    const durationMs = words.length * 60 + 500 + 4_000;
    expect(vars.message).toEqual({ recordId: 'mailbox.1.0', durationMs, transcript: words });
    expect(commandsOf(journal, 'record').map(({ action, of }) => [action, of])).toEqual([
      ['start', 'message'],
      ['stop', 'message'],
    ]);
  });

  it('records without a greeting, a tone, a transcript and a review, where there shall be none', () => {
    const bare = { ...noReview, greeting: '', playsBeep: false, transcribes: false, saveAs: '' };
    const { heard, exits, vars, journal } = call(leaves, bare);
    expect(heard).toEqual([]);
    expect(exits).toEqual(['mailbox.left']);
    expect(Object.keys(vars)).toEqual(['call']);
    expect(commandsOf(journal, 'asr')).toEqual([]);
  });

  it('ends when the caller presses the key for that, and writes down the last words first', () => {
    const script: CallOptions['script'] = (caller, simulated) => {
      caller.hears('tone:beep');
      simulated.clock.advance(500);
      simulated.step({ input: 'speech', text: words, durationMs: 2_000 });
      caller.presses('5', { afterMs: 100 });
      caller.presses('#', { afterMs: 1_800 });
    };
    const { vars, exits } = call(script, noReview);
    expect(exits).toEqual(['mailbox.left']);
    expect(vars.message).toMatchObject({ transcript: words, durationMs: 2_100 });
  });

  it('does without the last words when they never come', () => {
    const script: CallOptions['script'] = (caller, { post, clock }) => {
      caller.hears('tone:beep');
      clock.advance(500);
      post({ event: 'startSpeaking', trackId: 'c-memory' as never, startTime: 0, timestamp: 0 });
      caller.presses('#', { afterMs: 1_500 });
    };
    const record = call(script, noReview);
    expect(record.exits).toEqual(['mailbox.left']);
    expect(record.vars.message).toMatchObject({ transcript: '' });
  });

  it('stops at its longest time', () => {
    const { vars } = call((caller) => caller.says('x'.repeat(200)), { ...noReview, maxMs: 6_000 });
    expect(vars.message).toMatchObject({ durationMs: 6_000 });
  });

  it('goes on through pauses shorter than the silence that ends it', () => {
    const script: CallOptions['script'] = (caller) => {
      caller.says('First this.');
      caller.says('Then that.', { afterMs: 2_000 });
    };
    expect(call(script, noReview).vars.message).toMatchObject({ transcript: 'First this. Then that.' });
    expect(call((caller) => caller.says('First this.'), { ...noReview, silenceMs: 1_000 }).vars.message).toMatchObject({
      transcript: 'First this.',
      durationMs: 11 * 60 + 500 + 1_000,
    });
  });

  it('lets no silence end it where none shall', () => {
    const { vars } = call(leaves, { ...noReview, silenceMs: 0, maxMs: 20_000 });
    expect(vars.message).toMatchObject({ durationMs: 20_000 });
  });

  it('knows a caller who began to speak before the tone was over', () => {
    const script: CallOptions['script'] = (caller) => {
      caller.hears('tone:beep');
      caller.says('x'.repeat(100), { afterMs: 100 });
    };
    expect(call(script, noReview).vars.message).toMatchObject({ durationMs: 6_000 + 500 + 4_000 - 300 });
  });

  it('asks once more when nobody speaks, then goes on without a message', () => {
    const { heard, exits, vars } = call(undefined);
    expect(heard).toEqual(['Speak now.', 'tone:beep', 'Nothing heard.', 'tone:beep']);
    expect(exits).toEqual(['mailbox.none']);
    expect(vars).not.toHaveProperty('message');
  });

  it('takes no message that is too short, but one after it', () => {
    const script: CallOptions['script'] = (caller) => {
      caller.presses('#', { afterMs: 'Speak now.'.length * 60 + 600 });
      caller.says(words);
    };
    const { heard, vars } = call(script, { ...noReview, tooShortPrompt: '' });
    expect(heard).toEqual(['Speak now.', 'tone:beep', 'tone:beep']);
    expect(vars.message).toMatchObject({ recordId: 'mailbox.1.1' });
  });

  it('lets a key skip the greeting', () => {
    const script: CallOptions['script'] = (caller) => {
      caller.presses('#', { afterMs: 100 });
      caller.says(words);
    };
    const { exits, durationMs } = call(script, { ...noReview, greeting: 'A long greeting. '.repeat(30) });
    expect(exits).toEqual(['mailbox.left']);
    expect(durationMs).toBeLessThan(10_000);
  });
});

describe('the review of a voicemail', () => {
  it('keeps the message when the caller says so', () => {
    const { heard, exits } = call(leavesAndPresses('#', '1'));
    expect(heard).toEqual(['Speak now.', 'tone:beep', 'Keep it?']);
    expect(exits).toEqual(['mailbox.left']);
  });

  it('plays it, as often as the caller likes', () => {
    const { heard } = call(leavesAndPresses('#', '2', '2', '1'));
    expect(heard.slice(2)).toEqual([
      'Keep it?',
      'recording:mailbox.1.0',
      'Keep it?',
      'recording:mailbox.1.0',
      'Keep it?',
    ]);
  });

  it('goes on with the question when it cannot be played', () => {
    const { heard, exits } = call(leavesAndPresses('#', '2', '1'), {}, fault('play', 'fails', 2));
    expect(heard.filter((one) => one === 'Keep it?')).toHaveLength(2);
    expect(exits).toEqual(['mailbox.left']);
  });

  it('records again in place of it', () => {
    const script: CallOptions['script'] = (caller) => {
      caller.says(words);
      caller.presses('#');
      caller.presses('3');
      caller.says('Better this way.');
      caller.presses('#');
      caller.presses('1');
    };
    const { vars, heard } = call(script);
    expect(heard).toEqual(['Speak now.', 'tone:beep', 'Keep it?', 'tone:beep', 'Keep it?']);
    expect(vars.message).toMatchObject({ recordId: 'mailbox.1.1', transcript: 'Better this way.' });
  });

  it.each<[string, readonly string[], CallOptions['script']]>([
    ['the one that is taken once more', ['mailbox.1.0'], hangsUpAfter('#', '3')],
    ['none of which there is something to hear', [], hangsUpAfter('#')],
    ['silence, each time', ['mailbox.1.0', 'mailbox.1.1'], () => undefined],
    ['silence that ends by hanging up', ['mailbox.1.0'], (caller) => caller.hangsUp({ afterMs: 3_500 })],
  ])('keeps not, of what was recorded, %s', (_, expected, script) => {
    const discarded = commandsOf(call(script).journal, 'record').filter(({ action }) => action === 'discard');
    expect(discarded.map(({ recordId }) => recordId)).toEqual(expected);
  });

  it.each<[string, CallOptions['script'], number]>([
    ['nothing is answered', leavesAndPresses('#'), 2],
    ['the answer is none', leavesAndPresses('#', '9'), 1],
  ])('keeps the message when %s', (_, script, asked) => {
    const { exits, heard } = call(script);
    expect(exits).toEqual(['mailbox.left']);
    expect(heard.filter((one) => one === 'Keep it?')).toHaveLength(asked);
  });

  it('keeps the message when the question fails', () => {
    expect(call(leavesAndPresses('#'), {}, fault('tts', 'fails', 2)).exits).toEqual(['mailbox.left']);
  });

  it('has its own keys, or fewer', () => {
    const { exits } = call(leavesAndPresses('#', '*', '0'), { keepKey: '0', listenKey: '*', againKey: '' });
    expect(exits).toEqual(['mailbox.left']);
  });
});

describe('a voicemail that is sent', () => {
  const sent = {
    ...noReview,
    emailTo: '{{ office }}',
    emailText: 'From {{ call.from }}.',
    webhookUrl: 'https://shop.example/messages',
  };
  const input = { office: 'office@shop.example' };

  it('goes by e-mail and to a web address, with what was said', () => {
    const { journal, exits } = call(leaves, sent, { input });
    const [email, webhook] = commandsOf(journal, 'message');
    expect(email).toMatchObject({
      channel: 'email',
      to: 'office@shop.example',
      subject: 'A message from +15550100',
      text: `From +15550100.\n\n${words}`,
      recordIds: ['mailbox.1.0'],
    });
    expect(webhook).toMatchObject({ channel: 'webhook', to: 'https://shop.example/messages' });
    expect(JSON.parse(webhook?.text ?? '')).toMatchObject({ recordId: 'mailbox.1.0', from: '+15550100' });
    expect(eventsOf(journal, 'messageResult')).toHaveLength(2);
    expect(exits).toEqual(['mailbox.left']);
  });

  it('goes to nobody where the address turns out empty', () => {
    expect(commandsOf(call(leaves, { ...sent, webhookUrl: '' }).journal, 'message')).toEqual([]);
  });

  it.each(['refused', 'fails', 'silent'] as const)(
    'leaves by its failed exit when sending %s, with the message',
    (how) => {
      const { exits, vars } = call(leaves, sent, { input, ...fault('message', how, 2) });
      expect(exits).toEqual(['mailbox.failed']);
      expect(vars.message).toMatchObject({ recordId: 'mailbox.1.0' });
    },
  );

  it('does not take the result of another message for its own', () => {
    const script: CallOptions['script'] = (caller, { post, clock }) => {
      caller.says(words);
      clock.advance(4_500);
      post({ event: 'messageResult', messageId: 'other', status: 'failed', timestamp: 0 });
      post({ event: 'messageResult', messageId: 'mailbox.1.0.email', status: 'failed', timestamp: 0 });
    };
    const record = call(script, sent, { input, ...fault('message', 'silent') });
    expect(record.exits).toEqual(['mailbox.failed']);
  });

  it.each<[string, CallOptions['script'], number]>([
    ['while it is recorded', hangsUpAfter(), 2],
    ['at the question what to do with it', hangsUpAfter('#'), 2],
    ['while it is played', hangsUpAfter('#', '2'), 2],
    ['before there is one', (caller) => caller.hangsUp({ afterMs: 100 }), 0],
    ['when nothing has been said', (caller) => caller.hangsUp({ afterMs: 3_500 }), 0],
    ['after choosing to record it again', hangsUpAfter('#', '3'), 0],
  ])('is sent once or not at all when the caller hangs up %s', (_, script, count) => {
    const record = call(script, { ...sent, hasReview: true }, { input });
    expect(record.exits).toEqual([]);
    expect(commandsOf(record.journal, 'message')).toHaveLength(count);
  });

  it('is not sent twice when the caller hangs up while it is sent', () => {
    const script: CallOptions['script'] = (caller) => {
      caller.says(words);
      caller.hangsUp({ afterMs: 5_000 });
    };
    const record = call(script, sent, { input, ...fault('message', 'silent') });
    expect(commandsOf(record.journal, 'message')).toHaveLength(2);
  });
});

describe('a voicemail that goes wrong', () => {
  it.each(['refused', 'fails', 'silent'] as const)('leaves by its failed exit when the recorder %s', (how) => {
    expect(call(undefined, {}, fault('record', how, 1)).exits).toEqual(['mailbox.failed']);
    expect(call(leaves, {}, fault('record', how, 2)).exits).toEqual(['mailbox.failed']);
  });

  it('leaves by its failed exit when the recorder fails in the middle', () => {
    const script: CallOptions['script'] = (caller, { post, clock }) => {
      caller.hears('tone:beep');
      clock.advance(1_000);
      post({ event: 'recordStatus', of: 'message', recordId: 'other', status: 'failed', timestamp: 0 });
      post({ event: 'recordStatus', of: 'message', recordId: 'mailbox.1.0', status: 'failed', timestamp: 0 });
    };
    expect(call(script).exits).toEqual(['mailbox.failed']);
  });

  it('leaves by its failed exit when the greeting cannot be said', () => {
    expect(call(undefined, {}, fault('tts', 'fails', 1)).exits).toEqual(['mailbox.failed']);
  });

  it('records without the tone when it cannot be played', () => {
    expect(call(leaves, noReview, fault('play', 'fails', 1)).exits).toEqual(['mailbox.left']);
  });

  it.each(['refused', 'fails'] as const)('records without a transcript when the recogniser %s', (how) => {
    const { vars, exits } = call(leaves, noReview, fault('asr', how, 1));
    expect(exits).toEqual(['mailbox.left']);
    expect(vars.message).toMatchObject({ transcript: '' });
  });

  it('lets no silence end it when speech and silence are not told apart', () => {
    const script: CallOptions['script'] = (caller) => caller.presses('#', { afterMs: 10_000 });
    const { vars } = call(script, noReview, fault('vad', 'refused'));
    expect(vars.message).toMatchObject({ durationMs: 9_000 });
  });

  it('ends with the call', () => {
    const { instance, exits } = call((caller) => caller.hangsUp({ afterMs: 2_000 }));
    expect(exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});

describe("a voicemail's check", () => {
  it.each<[Readonly<Record<string, Json>>, readonly string[]]>([
    [{}, []],
    [{ silenceMs: 0, finishOnKey: '' }, ['warning: Only its longest time ends a message.']],
    [{ minMs: 20_000, maxMs: 10_000 }, ['error: No message can be long enough.']],
    [{ reviewPrompt: '' }, ['error: Nobody is told what the keys do.']],
    [{ reviewPrompt: '', hasReview: false }, []],
    [{ listenKey: '1' }, ['error: Key 1 is given to two answers.']],
    [{ saveAs: '' }, ['warning: Nobody is told of the message.']],
    [{ saveAs: '', emailTo: 'a@b.example' }, []],
  ])('of %j', (change, problems) => {
    const found = definition.check?.(VoicemailConfig.parse({ ...config, ...change }));
    expect(found?.map(({ severity, message }) => `${severity}: ${message}`)).toEqual(problems);
  });
});
