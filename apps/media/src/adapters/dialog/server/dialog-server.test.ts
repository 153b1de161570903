import { drawFlow } from '@callwright/flow-engine/testing';
import { type CallId, callId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DialogBench, MAX_SOCKETS, type VoiceServer } from '../dialog-bench.js';

let bench: DialogBench;
beforeEach(async () => {
  bench = await DialogBench.open();
  const question = {
    ...{ prompt: 'Sales or support?', acceptsSpeech: true, timeoutMs: 5000, noInputRetries: 0, noMatchRetries: 0 },
    answers: [
      { id: 'sales', label: 'Sales', key: '1', phrases: ['sales'] },
      { id: 'support', label: 'Support', key: '2', phrases: ['support', 'help'] },
    ],
    saveAs: 'wish',
  };
  bench.exchange.line(
    'menu',
    drawFlow({
      steps: {
        ask: ['menu', question],
        sales: ['hangup', { text: 'Sales it is.', reason: 'sales' }],
        support: ['hangup', { text: 'Support it is.', reason: 'support' }],
        nobody: ['hangup', { text: 'Goodbye.', reason: 'nobody' }],
        noMatch: ['hangup', { text: 'What?', reason: 'noMatch' }],
      },
      lines: [
        ['ask', 'sales', 'sales'],
        ['ask', 'support', 'support'],
        ['ask', 'noInput', 'nobody'],
        ['ask', 'noMatch', 'noMatch'],
      ],
    }),
    { isPublic: true },
  );
  const patient = drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } });
  bench.exchange.line('patient', patient);
  bench.exchange.line('open', patient, { isPublic: true });
});
afterEach(() => bench.close());

const endOf = (id: string) => bench.exchange.stories.all.get(callId.parse(id))?.end ?? null;
const eventsOf = (id: CallId | string) =>
  bench.exchange.stories
    .of(callId.parse(String(id)))
    .lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []));

/** A call that has heard the question. */
const asked = async (id = 'g-1', line = 'menu'): Promise<VoiceServer> => {
  const server = await bench.dial(`call_id=${id}&agentId=${line}`);
  server.start();
  await bench.until(() => server.named('tts.speak').length > 0);
  return server;
};

describe('a voice server that dials in', () => {
  it.each(['/ws/dialog', '/ws/call'])('must name its call (%s)', async (path) => {
    expect((await bench.dial('agentId=menu', path)).status).toBe(400);
    expect((await bench.dial('call_id=&agentId=menu', path)).status).toBe(400);
  });

  it('must show a key of ours on a line that is not open', async () => {
    expect((await bench.dial('call_id=a&agentId=patient&apiKey=cwk_wrong_key')).status).toBe(401);
    const key = bench.exchange.key('calls:start');
    const [id = '', secret] = [key.slice(0, key.lastIndexOf('_')), key.slice(key.lastIndexOf('_') + 1)];
    const payload = encodeURIComponent(JSON.stringify({ apiKey: key, agentId: 'patient' }));
    for (const query of [
      `call_id=b&agentId=patient&apiKey=${id}&apiSecret=${secret}`,
      `call_id=c&payload=${payload}`,
    ]) {
      const server = await bench.dial(query);
      server.start();
      await bench.until(() => server.told.includes('tts.speak'));
    }
  });

  it('is told to hang up where there is no such line for it', async () => {
    const server = await bench.dial('call_id=a&agentId=patient');
    server.start();
    await bench.until(() => server.isClosed);
    expect(server.frames).toEqual([{ type: 'hangup', call_id: 'a', reason: 'auth.required' }]);
    expect(bench.exchange.stories.all.size).toBe(0);
    expect(bench.refused).toContain('auth.required');
  });

  it.each([
    ['another event', JSON.stringify({ type: 'asr.final', text: 'hello' })],
    ['no JSON', 'hello'],
    ['the beginning of another call', JSON.stringify({ type: 'call.started', call_id: 'other' })],
    ['bytes', Buffer.from([1, 2, 3])],
  ])('must begin with call.started, not with %s', async (_what, first) => {
    const server = await bench.dial('call_id=a&agentId=menu');
    server.socket.send(first);
    await bench.until(() => server.isClosed);
    expect([server.closeCode, server.closeReason]).toEqual([1008, 'protocol.firstCommand']);
  });

  it('must begin within 15 s', async () => {
    const server = await bench.dial('call_id=a&agentId=menu');
    await bench.until(() => server.isClosed);
    expect(server.closeCode).toBe(1008);
  });

  it('is refused when there are too many of them', async () => {
    for (let count = 0; count < MAX_SOCKETS; count += 1) await bench.dial(`call_id=n-${count}&agentId=menu`);
    expect((await bench.dial('call_id=more&agentId=menu')).status).toBe(503);
  });

  it('may name its call as SIP does', async () => {
    const server = await bench.dial(`call_id=${encodeURIComponent('abc@10.0.0.1')}&agentId=menu`);
    server.start();
    await bench.until(() => server.told.includes('tts.speak'));
    expect(server.frames[0]).toMatchObject({ call_id: 'abc@10.0.0.1', text: 'Sales or support?' });
  });
});

describe('a flow at a voice server', () => {
  it('asks, understands words among its answers, and hangs up after its last words', async () => {
    const server = await asked();
    server.tell('asr.partial', { text: 'I need' });
    server.tell('asr.final', { text: 'I need some help, please.' });
    await bench.until(() => server.isClosed && endOf('g-1') !== null);
    expect(server.named('tts.speak').map(({ text }) => text)).toEqual(['Sales or support?', 'Support it is.']);
    expect(server.frames.at(-1)).toEqual({ type: 'hangup', call_id: 'g-1', reason: 'support' });
    expect(server.closeCode).toBe(1000);
    expect(endOf('g-1')).toMatchObject({ reason: 'support', initiator: 'system', outcome: 'completed' });
  });

  it.each([
    ['at its start', [{ digit: '1' }]],
    ['at its end', [{ digit: '1', end: true }]],
    ['at both', [{ digit: '1' }, { digit: '1', end: true }]],
  ])('takes a key that is told %s, once', async (_when, keys) => {
    const server = await asked();
    for (const key of keys) server.tell('dtmf', key);
    await bench.until(() => endOf('g-1') !== null);
    expect(endOf('g-1')).toMatchObject({ reason: 'sales' });
    const started = eventsOf('g-1').filter((event) => event.event === 'dtmf' && event.phase === 'start');
    expect(started).toHaveLength(1);
  });

  it('goes on when the caller says nothing, and when they say something else', async () => {
    await asked('silent');
    const other = await asked('other');
    other.tell('asr.final', { text: 'purple elephants' });
    await bench.until(() => endOf('silent') !== null && endOf('other') !== null);
    expect(endOf('silent')).toMatchObject({ reason: 'nobody' });
    expect(endOf('other')).toMatchObject({ reason: 'noMatch' });
  });

  it('is told that the caller spoke over the question, and waits for their words', async () => {
    const server = await bench.dial('call_id=g-1&agentId=menu');
    server.speaksAtOnce = false;
    server.start();
    await bench.until(() => server.named('tts.speak').length > 0);
    const spoken = { utterance_id: server.named('tts.speak')[0]?.utterance_id };
    server.tell('tts.started', spoken);
    server.tell('tts.interrupt');
    server.tell('tts.ended', spoken);
    server.tell('asr.final', { text: 'sales' });
    await bench.until(() => server.named('tts.speak').length > 1);
    const names = eventsOf('g-1').map(({ event }) => event);
    expect(names.slice(names.indexOf('trackStart')).slice(0, 4)).toEqual([
      ...['trackStart', 'startSpeaking', 'interruption', 'trackEnd'],
    ]);
    // It never says that its last words have ended: they are not waited for without end.
    await bench.until(() => endOf('g-1') !== null);
    expect(endOf('g-1')).toMatchObject({ reason: 'sales' });
  });

  it('hears that the recogniser failed and that the caller wants to be passed on', async () => {
    const server = await asked();
    server.tell('transfer.request', { target: 'sip:desk@example.com' });
    server.tell('asr.error', { message: 'secret words', fatal: true });
    await bench.until(() => eventsOf('g-1').some(({ event }) => event === 'error'));
    expect(eventsOf('g-1')).toContainEqual(
      expect.objectContaining({ event: 'transferRequest', target: 'sip:desk@example.com' }),
    );
    expect(JSON.stringify(eventsOf('g-1'))).not.toContain('secret words');
  });

  it('passes over what is no event, and over what is too much', async () => {
    const server = await asked();
    for (const frame of [
      '{',
      '[]',
      'null',
      '{"type":"sing"}',
      '{"type":"dtmf"}',
      '{"type":"dtmf","digit":"11"}',
      '{"type":"asr.final","text":5}',
    ])
      server.send(frame);
    server.tell('asr.final', { text: 'sales', call_id: 'other' });
    for (let count = 0; count < 1_100; count += 1) server.tell('asr.partial', { text: 'la' });
    await bench.until(() => bench.refused.includes('api.tooManyRequests'));
    expect(bench.refused.filter((code) => code === 'protocol.badMessage')).toHaveLength(7);
    expect(endOf('g-1')).toBeNull();
  });
});

describe('the end of a call at a voice server', () => {
  it('is told with its reason', async () => {
    const server = await asked();
    server.tell('call.ended', { reason: 'client-hangup' });
    server.socket.close(1000, 'client-hangup');
    await bench.until(() => endOf('g-1') !== null && server.isClosed);
    expect(endOf('g-1')).toMatchObject({ reason: 'client-hangup', initiator: 'caller' });
    expect(server.told).not.toContain('hangup');
  });

  it('comes with a socket that is closed as it should be', async () => {
    const server = await asked();
    server.socket.close(1000);
    await bench.until(() => endOf('g-1') !== null);
    expect(endOf('g-1')).toMatchObject({ reason: 'caller', initiator: 'caller' });
  });

  it('comes with a socket that is lost, unless it is dialled again', async () => {
    const lost = await asked('lost', 'open');
    const kept = await asked('kept');
    for (const server of [lost, kept]) server.terminate();
    await bench.exchange.pass(100);
    const again = await bench.dial('call_id=kept&agentId=menu');
    again.tell('asr.final', { text: 'sales' });
    await bench.until(() => endOf('kept') !== null && endOf('lost') !== null);
    expect(again.named('tts.speak').map(({ text }) => text)).toEqual(['Sales it is.']);
    expect(endOf('kept')).toMatchObject({ reason: 'sales' });
    expect(endOf('lost')).toMatchObject({ reason: 'transport', initiator: 'caller' });
  });

  it('does not come from somebody else who names its call', async () => {
    await asked();
    expect((await bench.dial('call_id=g-1&agentId=patient')).status).toBe(403);
    expect(endOf('g-1')).toBeNull();
  });

  it('is told to a voice server that dialled a line of an application: both ends of the protocol, one behind the other', async () => {
    const app = await bench.application();
    bench.exchange.line('bot', null, { isPublic: true, application: { kind: 'dialog', url: app.url } });
    const server = await bench.dial('call_id=both&agentId=bot&apiKey=theirs&apiSecret=s');
    server.start();
    await bench.until(() => app.calls[0]?.told.includes('call.started') ?? false);
    const [far] = app.calls;
    expect(far?.query.get('apiKey')).toBe('theirs');
    far?.send({ type: 'tts.speak', text: 'Hello.', utterance_id: 'h' });
    await bench.until(() => far?.told.includes('tts.ended') ?? false);
    expect(server.named('tts.speak')[0]).toMatchObject({ text: 'Hello.' });
    server.tell('asr.final', { text: 'Goodbye.' });
    await bench.until(() => far?.told.includes('asr.final') ?? false);
    far?.send({ type: 'hangup', reason: 'done' });
    await bench.until(() => server.isClosed && (far?.isClosed ?? false));
    expect(server.frames.at(-1)).toMatchObject({ type: 'hangup', reason: 'done' });
    expect(far?.frames.at(-1)).toMatchObject({ type: 'call.ended', reason: 'done' });
  });
});
