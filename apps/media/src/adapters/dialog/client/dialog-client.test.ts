import type { EndpointApplication } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from '../../../calls/testing/test-call.js';
import { stranger } from '../../../calls/testing/test-exchange.js';
import { type DialogApp, DialogBench } from '../dialog-bench.js';

let bench: DialogBench;
let app: DialogApp;
beforeEach(async () => {
  bench = await DialogBench.open();
  app = await bench.application();
});
afterEach(() => bench.close());

/** A call to a line that our application decides on, connected. */
const call = async (more: Partial<Extract<EndpointApplication, { kind: 'dialog' }>> = {}) => {
  bench.exchange.line('bot', null, { isPublic: true, application: { kind: 'dialog', url: app.url, ...more } });
  const made = await bench.exchange.call('bot', stranger);
  await bench.untilNow(() => app.calls.length > 0 && (app.calls[0]?.told.length ?? 0) > 0);
  return { made, far: app.calls[0] ?? fail() };
};
const fail = (): never => {
  throw new Error('The application was not dialled.');
};
const soundOf = ({ leg }: TestCall) => bench.exchange.sound.caller(leg.callId);
const endOf = ({ leg }: TestCall) => bench.exchange.stories.of(leg.callId).end;

describe('a call that a dialog application decides on', () => {
  it('is told to it first, at its own address with the id of the call', async () => {
    const { made, far } = await call();
    expect(far.query.get('model')).toBe('small');
    expect(far.query.get('call_id')).toBe(made.leg.callId);
    expect(far.frames[0]).toEqual({
      ...{ type: 'call.started', call_id: made.leg.callId, from: 'memory', to: 'bot', codec: 'opus', pcm_hz: 16_000 },
    });
  });

  it('says what it is told, one text after another', async () => {
    const { made, far } = await call();
    far.send({ type: 'tts.speak', text: 'One.', utterance_id: 'a' });
    far.send({ type: 'tts.speak', text: '...' });
    far.send({ type: 'tts.speak', text: 'Two.', utterance_id: 'b', call_id: made.leg.callId });
    far.send({ type: 'tts.speak', text: 'For another call.', call_id: 'other' });
    await bench.until(() => far.named('tts.ended').length === 2);
    expect(soundOf(made).heard).toEqual(['One.', 'Two.']);
    expect(far.frames.slice(1).map(({ type, utterance_id, ok }) => [type, utterance_id, ok])).toEqual([
      ['tts.started', 'a', undefined],
      ['tts.ended', 'a', true],
      ['tts.started', 'b', undefined],
      ['tts.ended', 'b', true],
    ]);
  });

  it('says a text that comes in pieces as soon as there is a segment of it, and tells of its end once', async () => {
    const { made, far } = await call();
    far.send({ type: 'tts.stream', text: 'Well, we are ', utterance_id: 's' });
    far.send({ type: 'tts.stream', text: 'open. Come', utterance_id: 's' });
    await bench.until(() => far.named('tts.started').length === 1);
    far.send({ type: 'tts.stream', text: ' in', utterance_id: 's' });
    far.send({ type: 'tts.stream.end', utterance_id: 's' });
    await bench.until(() => far.named('tts.ended').length === 1);
    expect(soundOf(made).heard.filter((text) => text !== '')).toEqual(['Well,', ' we are open.', ' Come in']);
    expect(far.named('tts.ended')).toEqual([expect.objectContaining({ utterance_id: 's', ok: true })]);
  });

  it('drops what is said when the application interrupts, or begins another stream', async () => {
    const { far } = await call();
    far.send({ type: 'tts.stream', text: 'A long story. ', utterance_id: 's' });
    await bench.until(() => far.named('tts.started').length === 1);
    far.send({ type: 'tts.stream', text: 'Another one. ', utterance_id: 't' });
    far.send({ type: 'tts.speak', text: 'Later.', utterance_id: 'u' });
    await bench.until(() => far.named('tts.started').length === 2);
    far.send({ type: 'tts.interrupt' });
    await bench.until(() => far.named('tts.ended').length === 3);
    expect(far.named('tts.ended').map(({ utterance_id, ok }) => [utterance_id, ok])).toEqual([
      ['s', undefined],
      ['t', undefined],
      ['u', undefined],
    ]);
  });

  it('tells what the caller says and presses, and that they spoke over what was said', async () => {
    const { made, far } = await call();
    soundOf(made).presses('5');
    await bench.until(() => far.named('dtmf').length === 2);
    expect(far.named('dtmf')).toEqual([
      { type: 'dtmf', call_id: made.leg.callId, digit: '5' },
      { type: 'dtmf', call_id: made.leg.callId, digit: '5', end: true },
    ]);
    far.send({ type: 'tts.speak', text: 'A very long explanation of everything.', utterance_id: 'a' });
    await bench.until(() => far.named('tts.started').length === 1);
    soundOf(made).says('stop');
    await bench.until(() => far.named('tts.ended').length === 1);
    expect(far.told.slice(-2)).toEqual(['tts.interrupt', 'tts.ended']);
    const at = { timestamp: bench.exchange.clock.nowMs() };
    soundOf(made).tells({ event: 'transferRequest', target: 'sales', ...at });
    soundOf(made).tells({ event: 'error', sender: 'asr', error: 'words of a caller', code: 'speech.asrFailed', ...at });
    await bench.until(() => far.named('asr.error').length === 1);
    expect(far.named('transfer.request')).toEqual([expect.objectContaining({ target: 'sales' })]);
    expect(far.named('asr.error')).toEqual([expect.objectContaining({ message: 'speech.asrFailed', fatal: true })]);
  });

  it('tells what was pressed before it was dialled, after the beginning of the call', async () => {
    bench.exchange.line('bot', null, { isPublic: true, application: { kind: 'dialog', url: app.url } });
    const made = await bench.exchange.begin(bench.exchange.leg('bot'), stranger);
    soundOf(made).presses('5', 40);
    await bench.exchange.pass(40);
    expect(app.calls).toEqual([]);
    await bench.until(() => app.calls[0]?.named('dtmf').length === 2);
    expect(app.calls[0]?.told).toEqual(['call.started', 'dtmf', 'dtmf']);
  });

  it('ends when the application hangs up: it is told so last, and closed in order', async () => {
    const { made, far } = await call();
    far.send({ type: 'hangup', reason: 'done' });
    await bench.until(() => far.isClosed && endOf(made) !== null);
    expect(far.frames.at(-1)).toEqual({ type: 'call.ended', call_id: made.leg.callId, reason: 'done' });
    expect([far.closeCode, far.closeReason]).toEqual([1000, 'done']);
    expect(endOf(made)).toMatchObject({ reason: 'done', initiator: 'system', outcome: 'completed' });
  });

  it('ends when the caller hangs up, and is told so', async () => {
    const { made, far } = await call();
    made.leg.vanish();
    await bench.until(() => far.isClosed && endOf(made) !== null);
    expect(far.frames.at(-1)).toMatchObject({ type: 'call.ended', reason: 'transport' });
  });

  it('ends when the application closes', async () => {
    const { made, far } = await call();
    far.socket.close(1000);
    await bench.until(() => endOf(made) !== null);
    expect(endOf(made)).toMatchObject({ reason: 'dialog-ws-closed', outcome: 'completed' });
  });

  it('ends when the application is lost, unless it is to be dialled again', async () => {
    const { made, far } = await call();
    far.terminate();
    await bench.until(() => endOf(made) !== null);
    expect(endOf(made)).toMatchObject({ reason: 'pipeline-error', outcome: 'failed' });
  });

  it('ends when the application says nothing for five minutes', async () => {
    const { made } = await call();
    await bench.exchange.pass(299_000);
    expect(endOf(made)).toBeNull();
    await bench.exchange.pass(2_000);
    await bench.until(() => endOf(made) !== null);
    expect(endOf(made)).toMatchObject({ reason: 'pipeline-error' });
  });

  it('ends when the application is not to be reached', async () => {
    bench.exchange.line('bot', null, { isPublic: true, application: { kind: 'dialog', url: 'ws://unknown.example/' } });
    const made = await bench.exchange.call('bot', stranger);
    await bench.until(() => endOf(made) !== null);
    expect(endOf(made)).toMatchObject({ reason: 'pipeline-error', outcome: 'failed' });
  });

  it('passes over what is no command', async () => {
    const { made, far } = await call();
    for (const frame of [
      '{',
      '[]',
      '{"type":"tts.speak"}',
      '{"type":"sing","text":"la"}',
      '{"type":"tts.stream","text":"x"}',
    ])
      far.send(frame);
    far.socket.send(Buffer.from([1, 2, 3]));
    far.send({ type: 'tts.speak', text: 'Still here.' });
    await bench.until(() => far.named('tts.ended').length === 1);
    expect(soundOf(made).heard).toEqual(['Still here.']);
  });
});

describe('an application that is lost', () => {
  const hold = {
    reconnectAttempts: 2,
    holdTextFirst: 'One moment.',
    holdTextRetry: 'Still trying.',
    holdTextGiveUp: 'Sorry.',
  };

  it('is dialled again at the same address, without a second beginning, while the caller is held', async () => {
    const { made, far } = await call(hold);
    far.terminate();
    await bench.until(() => app.calls.length === 2);
    const [, again] = app.calls;
    expect(again?.query.toString()).toBe(far.query.toString());
    expect(soundOf(made).heard).toContain('One moment.');
    soundOf(made).presses('1');
    await bench.until(() => (again?.named('dtmf').length ?? 0) > 0);
    expect(again?.told).not.toContain('call.started');
    again?.send({ type: 'hangup' });
    await bench.until(() => endOf(made) !== null);
    expect(endOf(made)).toMatchObject({ reason: 'dialog-hangup' });
  });

  it('is given up after its attempts, with a last word', async () => {
    const { made, far } = await call(hold);
    app.isDown = true;
    far.terminate();
    await bench.until(() => endOf(made) !== null);
    expect(soundOf(made).heard.slice(0, 1)).toEqual(['One moment.']);
    expect(soundOf(made).heard.at(-1)).toBe('Sorry.');
    expect(endOf(made)).toMatchObject({ reason: 'pipeline-error', outcome: 'failed' });
  });
});
