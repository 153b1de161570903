import { SERVER_TRACK, trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_OFFER } from './testing/fake-leg.js';
import { controller, TestExchange } from './testing/test-exchange.js';

let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange();
});
afterEach(() => exchange.finish());

const call = () => exchange.call('', controller);

describe('a client that drives', () => {
  it('is acknowledged what it asks for, and told what comes of it', async () => {
    const driven = await call();
    await driven.asks({ command: 'tts', text: 'Hello.', playId: 'a', commandId: 'c1' });
    await exchange.pass(5_000);
    expect(driven.leg.named('ack')).toMatchObject([{ command: 'tts', ok: true, commandId: 'c1' }]);
    expect(driven.leg.named('trackEnd')).toMatchObject([{ playId: 'a', trackId: SERVER_TRACK }]);
    expect(driven.story.lines.filter(({ kind }) => kind === 'command')).toMatchObject([
      { by: 'client', command: { command: 'tts', playId: 'a' } },
    ]);
    expect(driven.story.end).toBeNull();
  });

  it('may ask for words before the call is answered: they are said once it is', async () => {
    const release = exchange.sound.hold('answer');
    const driven = await exchange.begin(exchange.leg(''), controller);
    const said = driven.asks({ command: 'tts', text: 'Hello.' });
    await exchange.pass(1_000);
    expect(driven.told).toEqual(['session']);
    release();
    await said;
    await exchange.pass(1_000);
    expect(driven.told.slice(0, 4)).toEqual(['session', 'answer', 'trackStart', 'ack']);
  });

  it('hears nothing of a question that waits for an answer which never comes', async () => {
    const release = exchange.sound.hold('answer');
    const driven = await exchange.begin(exchange.leg(''), controller);
    await driven.asks({ command: 'gather', gatherId: 'g', input: ['dtmf'], prompt: { text: 'Well?' } });
    await driven.asks({ command: 'hangup' });
    await exchange.until(() => driven.isOver);
    release();
    expect(driven.told).toEqual(['session', 'ack', 'ack', 'hangup']);
  });

  it('is refused a second invite, and the call goes on', async () => {
    const driven = await call();
    await driven.asks({ command: 'invite', sdp: FAKE_OFFER, commandId: 'again' });
    expect(driven.leg.named('error')).toMatchObject([
      { code: 'call.alreadyInvited', sender: 'invite', commandId: 'again' },
    ]);
    await driven.asks({ command: 'tts', text: 'Still here.' });
    await exchange.pass(5_000);
    expect(driven.caller.heard).toEqual(['Still here.']);
  });

  it('is told of a recording that is missing by the name it plays under', async () => {
    const driven = await call();
    await driven.asks({ command: 'play', url: 'prompt:nowhere' });
    await exchange.pass(1_000);
    expect(driven.leg.named('error')).toMatchObject([
      { code: 'media.promptMissing', sender: 'play', playId: 'prompt:nowhere' },
    ]);
    expect(driven.isOver).toBe(false);
  });

  it('interrupts by another name, and goes on under the same', async () => {
    const driven = await call();
    await driven.asks({ command: 'tts', text: 'One.', playId: 'a' });
    await driven.asks({ command: 'tts', text: 'Two.', playId: 'a' });
    await exchange.pass(100);
    await driven.asks({ command: 'play', url: 'prompt:jingle', playId: 'b' });
    await exchange.pass(10_000);
    expect(driven.leg.named('interruption')).toMatchObject([{ playId: 'a', cause: 'command' }]);
    expect(driven.leg.named('trackEnd').map(({ playId, interrupted }) => [playId, interrupted])).toEqual([
      ['a', true],
      ['b', undefined],
    ]);
  });

  it.each([
    { what: 'words', command: { command: 'tts', text: 'Goodbye.', playId: 'bye', autoHangup: true } as const },
    { what: 'words without a name', command: { command: 'tts', text: 'Goodbye.', autoHangup: true } as const },
    { what: 'a recording', command: { command: 'play', url: 'prompt:jingle', autoHangup: true } as const },
  ])('is hung up on after $what if it asks for it', async ({ command }) => {
    const driven = await call();
    await driven.asks(command);
    await exchange.until(() => driven.isOver);
    expect(driven.told.slice(-2)).toEqual(['trackEnd', 'hangup']);
    expect(driven.story.end).toMatchObject({ reason: 'autohangup', initiator: 'system', outcome: 'completed' });
  });

  it('is hung up on after words it puts behind others that are being said', async () => {
    const driven = await call();
    await driven.asks({ command: 'tts', text: 'A long story.', playId: 'story' });
    await driven.asks({ command: 'tts', text: 'The end.', autoHangup: true });
    await exchange.until(() => driven.isOver);
    expect(driven.caller.heard).toEqual(['A long story.', 'The end.']);
    expect(driven.story.end).toMatchObject({ reason: 'autohangup' });
  });

  it('is hung up on after a recording that another took the place of, not before', async () => {
    const driven = await call();
    await driven.asks({ command: 'play', url: 'prompt:music' });
    await exchange.pass(500);
    await driven.asks({ command: 'tts', text: 'The end.', autoHangup: true });
    await exchange.until(() => driven.isOver);
    expect(driven.caller.heard).toEqual(['prompt:music', 'The end.']);
  });

  it('is not hung up on when it says something else instead of goodbye', async () => {
    const driven = await call();
    await driven.asks({ command: 'tts', text: 'Goodbye.', playId: 'bye', autoHangup: true });
    await exchange.pass(100);
    await driven.asks({ command: 'tts', text: 'Oh, one more thing.', playId: 'more' });
    await exchange.pass(10_000);
    expect(driven.isOver).toBe(false);
    expect(driven.caller.heard).toEqual(['Goodbye.', 'Oh, one more thing.']);
  });

  it('gathers keys and words as a flow does', async () => {
    const driven = await call();
    const choices = [{ id: 'yes', keys: '1', phrases: ['yes'] }];
    await driven.asks({
      command: 'gather',
      gatherId: 'g1',
      input: ['dtmf', 'speech'],
      choices,
      prompt: { text: 'Yes?' },
    });
    await exchange.until(() => driven.leg.named('trackEnd').length === 1);
    driven.caller.says('yes');
    await exchange.until(() => driven.leg.named('gatherResult').length === 1);
    await driven.asks({ command: 'gather', gatherId: 'g2', input: ['dtmf'], choices });
    driven.caller.presses('1');
    expect(driven.leg.named('gatherResult')).toMatchObject([
      { gatherId: 'g1', reason: 'speech', choice: 'yes' },
      { gatherId: 'g2', reason: 'digits', digits: '1', choice: 'yes' },
    ]);
  });

  it('ends a gather it gives up by another', async () => {
    const driven = await call();
    await driven.asks({ command: 'gather', gatherId: 'old', input: ['dtmf'], maxDigits: 4 });
    driven.caller.presses('1');
    await driven.asks({ command: 'gather', gatherId: 'new', input: ['dtmf'], maxDigits: 1 });
    driven.caller.presses('2');
    expect(driven.leg.named('gatherResult')).toMatchObject([
      { gatherId: 'old', reason: 'interrupted' },
      { gatherId: 'new', reason: 'digits', digits: '2' },
    ]);
  });

  it('silences a caller, who is then not heard', async () => {
    const driven = await call();
    await driven.asks({ command: 'asr', action: 'start' });
    await driven.asks({ command: 'mute', trackId: trackId.parse(driven.id) });
    driven.caller.says('hello');
    driven.caller.presses('1');
    await exchange.pass(2_000);
    expect(driven.told).not.toContain('startSpeaking');
    expect(driven.told).not.toContain('dtmf');
    await driven.asks({ command: 'unmute', trackId: trackId.parse(driven.id) });
    driven.caller.says('hello');
    await exchange.pass(2_000);
    expect(driven.leg.named('transcriptionFinal')).toMatchObject([{ text: 'hello' }]);
  });

  it.each([
    { initiator: 'callee', becomes: 'callee' },
    { initiator: 'system', becomes: 'system' },
    { initiator: 'api', becomes: 'caller' },
    { initiator: undefined, becomes: 'caller' },
  ])('may say who hangs up, but not that the api does: $initiator', async ({ initiator, becomes }) => {
    const driven = await call();
    await driven.asks({ command: 'hangup', reason: 'failed', initiator });
    await exchange.until(() => driven.isOver);
    expect(driven.story.end).toMatchObject({ reason: 'failed', initiator: becomes, outcome: 'completed' });
  });

  it('is refused everything once the call ends, and told nothing after it', async () => {
    const driven = await call();
    const release = exchange.sound.hold('close');
    await driven.asks({ command: 'hangup' });
    await driven.asks({ command: 'tts', text: 'Too late.' });
    expect(driven.errors).toEqual(['call.ended']);
    release();
    await exchange.until(() => driven.isOver);
    await driven.asks({ command: 'tts', text: 'Far too late.' });
    driven.session.post({ event: 'metrics', timestamp: 0, key: 'late', duration: 1 });
    expect(driven.told.at(-1)).toBe('hangup');
  });

  it('keeps its own say over recorder, vad and asr', async () => {
    const option = { recorder: { samplerate: 8_000 }, tts: { provider: 'other', language: 'de-DE' } };
    const driven = await exchange.call('', controller, { option });
    expect(driven.caller.options).toMatchObject({
      recorder: { samplerate: 8_000, file: `${driven.id}.wav` },
      tts: { provider: 'other', language: 'de-DE' },
      asr: { provider: 'soundswallower' },
    });
  });

  it('drives a line on which nothing answers, with what that line is set to', async () => {
    exchange.line('mine', null, { defaults: { tts: { provider: 'other', language: 'fr-FR' } } });
    const driven = await exchange.call('mine', controller);
    expect(driven.story.start).toMatchObject({ endpointId: 'line-mine', flow: null });
    expect(driven.caller.options.tts).toEqual({ provider: 'other', language: 'fr-FR' });
  });

  it('loses its call after four hours', async () => {
    const driven = await call();
    await exchange.pass(4 * 60 * 60 * 1000);
    expect(driven.story.end).toMatchObject({ reason: 'maxDuration', initiator: 'system' });
  });
});
