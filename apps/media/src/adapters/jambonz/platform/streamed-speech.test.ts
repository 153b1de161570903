import { trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from '../../../calls/testing/test-call.js';
import { settle } from '../../../platform/settle.js';
import { AppBench } from './testing/app-bench.js';
import { eventually } from './testing/scripted-app.js';

let bench: AppBench;

beforeEach(async () => {
  bench = await AppBench.start();
});

afterEach(() => bench.stop());

/** A call whose application has this done first. */
const begin = async (...verbs: readonly unknown[]): Promise<TestCall> => {
  const call = await bench.exchange.call('app');
  await bench.app.begin(...verbs);
  return call;
};

const STREAM = { verb: 'config', ttsStream: { enable: true } };
const heardBy = (call: TestCall) => bench.exchange.sound.caller(call.id).heard;
const streamEvents = () =>
  bench.app.heard.filter(({ type }) => type === 'tts:streaming-event').map(({ data }) => data.event_type);
const result = async () => (await bench.app.next('tts:tokens-result')).data;
const opened = () => eventually(() => streamEvents().includes('stream_open'), 'The stream');

describe('words that come piece by piece', () => {
  it('wait until the call can be heard, and are answered at once', async () => {
    const call = await bench.exchange.call('app');
    const first = await bench.app.next('session:new');
    bench.app.command('tts:tokens', { id: 1, tokens: 'Early ' });
    bench.app.command('tts:flush', {});
    expect(await result()).toMatchObject({ id: 1, status: 'ok' });
    bench.app.ack(first, [STREAM]);
    await eventually(() => heardBy(call).includes('Early '));
  });

  it('of blanks alone are taken, and nothing is said', async () => {
    const call = await begin(STREAM);
    await opened();
    bench.app.command('tts:tokens', { id: 1, tokens: '  ' });
    expect(await result()).toMatchObject({ id: 1, status: 'ok' });
    expect(heardBy(call)).toEqual([]);
  });

  it('that are missing or far too many are refused by their own result', async () => {
    await begin(STREAM);
    await opened();
    bench.app.command('tts:tokens', { id: 1 });
    expect(await result()).toMatchObject({ id: 1, status: 'failed', reason: 'missing tokens' });
    bench.app.command('tts:tokens', { id: 2, tokens: 'x'.repeat(5_001) });
    expect(await result()).toMatchObject({ id: 2, status: 'failed' });
  });

  it('go on after a pause that was told, once what was ahead has been said', async () => {
    await begin(STREAM);
    await opened();
    bench.app.command('tts:tokens', { id: 1, tokens: 'x'.repeat(4_000) });
    bench.app.command('tts:tokens', { id: 2, tokens: 'y'.repeat(2_000) });
    expect(await result()).toMatchObject({ id: 1, status: 'ok' });
    expect(await result()).toMatchObject({ id: 2, status: 'failed', reason: 'full' });
    await bench.exchange.pass(4_000 * bench.exchange.sound.world.msPerCharacter + 1_000);
    await eventually(() => streamEvents().includes('stream_resumed'));
    expect(streamEvents()).toEqual(['stream_open', 'stream_paused', 'stream_resumed']);
    bench.app.command('tts:tokens', { id: 2, tokens: 'y'.repeat(2_000) });
    expect(await result()).toMatchObject({ id: 2, status: 'ok' });
  });

  it('are forgotten when they are cleared, and others are said after them', async () => {
    const call = await begin(STREAM);
    await opened();
    bench.app.command('tts:tokens', { id: 1, tokens: 'A long story. ' });
    await eventually(() => heardBy(call).includes('A long story. '));
    bench.app.command('tts:clear', {});
    bench.app.command('tts:tokens', { id: 2, tokens: 'The end.' });
    await eventually(() => heardBy(call).includes('The end.'));
    await eventually(() => call.events.some(({ event }) => event === 'interruption'));
    expect(streamEvents()).toEqual(['stream_open']);
  });

  it('after a whole wait until that has been said', async () => {
    const call = await begin(STREAM);
    await opened();
    bench.app.command('tts:tokens', { id: 1, tokens: 'One.' });
    bench.app.command('tts:flush', {});
    bench.app.command('tts:tokens', { id: 2, tokens: 'Two.' });
    await result();
    await result();
    expect(heardBy(call)).toEqual(['One.', '']);
    await bench.exchange.pass(2_000);
    await eventually(() => heardBy(call).includes('Two.'));
    expect(call.events.some(({ event }) => event === 'interruption')).toBe(false);
  });

  it('are said as they are when no others come for a second', async () => {
    const call = await begin(STREAM);
    await opened();
    const text = 'words without a full stop '.repeat(20);
    bench.app.command('tts:tokens', { id: 1, tokens: text });
    await eventually(() => heardBy(call).includes(text));
    expect(lastSpoken(call)).toMatchObject({ text });
    await bench.exchange.pass(1_000);
    await eventually(() => lastSpoken(call)?.endOfStream === true);
  });

  it('are cut off by the caller where the application listens for them, which it is told', async () => {
    const listens = { bargeIn: { enable: true, sticky: true, actionHook: '/said' } };
    const call = await begin({ ...STREAM, ...listens });
    await opened();
    bench.app.command('tts:tokens', { id: 1, tokens: 'A long story that goes on and on and on. ' });
    await eventually(() => lastSpoken(call) !== undefined);
    expect(lastSpoken(call)?.bargeIn).toEqual(['words']);
  });

  it('are not cut off where nobody listens', async () => {
    const call = await begin(STREAM);
    await opened();
    bench.app.command('tts:tokens', { id: 1, tokens: 'A long story. ' });
    await eventually(() => lastSpoken(call) !== undefined);
    expect(lastSpoken(call)?.bargeIn).toEqual([]);
  });

  it('are thought better of when the caller goes on speaking before the first is heard, which is told once', async () => {
    const call = await begin({ ...STREAM, bargeIn: { enable: true, sticky: true } });
    await opened();
    const speak = (text: string) =>
      call.session.post({ event: 'transcriptionDelta', timestamp: 0, trackId: trackId.parse(call.id), index: 0, text });
    speak('and');
    speak('and another');
    await eventually(() => streamEvents().includes('user_interruption'));
    await settle();
    expect(streamEvents()).toEqual(['stream_open', 'user_interruption']);
  });

  it('are forgotten by both sides when the caller cuts them off', async () => {
    const keys = { bargeIn: { enable: true, input: ['digits'], numDigits: 1, sticky: true } };
    const call = await begin({ ...STREAM, ...keys });
    await opened();
    bench.app.command('tts:tokens', { id: 1, tokens: 'A long story that goes on and on and on. ' });
    await eventually(() => heardBy(call).length === 1);
    call.caller.presses('5');
    await eventually(() => streamEvents().includes('user_interruption'));
    bench.app.command('tts:tokens', { id: 2, tokens: 'Yes?' });
    await eventually(() => heardBy(call).includes('Yes?'));
    expect(streamEvents()).toEqual(['stream_open', 'user_interruption']);
  });
});

describe('a say of the kind that streams', () => {
  it('says its own words first, ends when all has been said, and lets the next verb have its turn', async () => {
    const call = await begin({ verb: 'say', stream: true, text: 'Hello.' }, { verb: 'say', text: 'Next' });
    await opened();
    await eventually(() => heardBy(call).includes('Hello.'));
    await bench.exchange.pass(3_000);
    await eventually(() => heardBy(call).includes('Next') && streamEvents().length === 2);
    expect(streamEvents()).toEqual(['stream_open', 'stream_closed']);
  });

  it('stays open for the application when it is to', async () => {
    const call = await begin({ verb: 'say', stream: true, closeStreamOnEmpty: false }, { verb: 'say', text: 'Next' });
    await opened();
    bench.app.command('tts:tokens', { id: 1, tokens: 'One.' });
    bench.app.command('tts:flush', {});
    await result();
    await bench.exchange.pass(5_000);
    await settle();
    expect(heardBy(call)).not.toContain('Next');
    bench.app.command('redirect', [{ verb: 'say', text: 'Instead' }]);
    await eventually(() => heardBy(call).includes('Instead') && streamEvents().length === 2);
    expect(streamEvents()).toEqual(['stream_open', 'stream_closed']);
  });
});

/** What was spoken last, as the call carried it out. */
const lastSpoken = (call: TestCall) =>
  call.story.lines
    .flatMap((line) => (line.kind === 'command' && line.command.command === 'tts' ? [line.command] : []))
    .at(-1);
