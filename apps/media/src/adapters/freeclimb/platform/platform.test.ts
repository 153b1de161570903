import { drawFlow } from '@callwright/flow-engine/testing';
import { AppError, type SessionEventOf } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from '../../../calls/testing/test-call.js';
import { HOME, stranger } from '../../../calls/testing/test-exchange.js';
import type { AppCall } from '../testing/app-server.js';
import { audioStream, FreeclimbBench } from '../testing/freeclimb-bench.js';

const SOUND = Buffer.alloc(160, 0x22);

describe('calls of ours that a FreeClimb application decides', () => {
  let bench: FreeclimbBench;
  beforeEach(async () => {
    bench = await FreeclimbBench.open();
  });
  afterEach(() => bench.close());

  /** A call on the line of an application that has its stream. */
  const begin = async (more: Parameters<FreeclimbBench['application']>[1] = {}) => {
    const server = await bench.application('app', more);
    const call = await bench.exchange.call('app');
    await bench.until(() => (server.calls[0]?.messages.length ?? 0) > 0);
    const [app] = server.calls;
    if (!app) throw new Error('No stream.');
    return { server, call, app };
  };
  const forkOf = (call: TestCall) => {
    const fork = call.caller.legs.forks.get('freeclimb');
    if (!fork) throw new Error('The call has no fork.');
    return fork;
  };
  const posted = (path: string) => bench.posted.filter(({ url }) => url.endsWith(path)).map(({ body }) => body);
  const endOf = (call: TestCall) => call.story.end;
  const isOver = (call: TestCall, app: AppCall) => endOf(call) !== null && app.isOver;

  it('asks the customer, opens the stream, and says the start of the call first', async () => {
    const { call, app } = await begin();
    expect(posted('/voice')).toEqual([
      {
        ...{ accountId: HOME, callId: call.id, from: 'memory', to: 'app', direction: 'inbound', callStatus: 'ringing' },
        ...{ parentCallId: null, conferenceId: null, queueId: null, requestType: 'inboundCall' },
      },
    ]);
    forkOf(call).hears(SOUND);
    forkOf(call).hears(SOUND);
    await bench.until(() => app.named('notifyAudioData').length === 2);
    expect(app.messages[0]).toMatchObject({
      notifyCallStarted: {
        ...{ callId: call.id, from: 'memory', to: 'app', isInbound: true },
        ...{ metadata: ['flow=orders', 'token=customer-token'], contentType: 'audio/mulaw;rate=8000' },
      },
    });
    expect(app.authorization).toBe('Bearer customer-token');
    const [first, second] = app.named('notifyAudioData').map(({ notifyAudioData }) => notifyAudioData);
    expect(first?.audioData).toEqual(SOUND);
    expect([first?.sequenceNum, second?.sequenceNum]).toEqual([0, 1]);
    expect((first?.endTstamp?.nanos ?? 0) - (first?.startTstamp?.nanos ?? 0)).toBe(20_000_000);
    expect(forkOf(call).options).toMatchObject({ hears: 'caller', format: { codec: 'pcmu', rateHz: 8000 } });
  });

  it('plays piece after piece, and tells when each playback begins and is over', async () => {
    const { call, app } = await begin();
    app.play('one', SOUND);
    app.play('one', SOUND, { lastMessage: true });
    app.play('two', SOUND, { lastMessage: true });
    await bench.until(() => app.named('notifyPlaybackCompletedData').length === 2);
    expect(Buffer.concat(forkOf(call).played)).toHaveLength(480);
    const said = app.messages.flatMap((message) => {
      if (message.payload === 'notifyPlaybackStartedData') return [`+${message.notifyPlaybackStartedData.id}`];
      return message.payload === 'notifyPlaybackCompletedData' ? [`-${message.notifyPlaybackCompletedData.id}`] : [];
    });
    expect(said).toEqual(['+one', '-one', '+two', '-two']);
  });

  it('clears what waits, and tells nothing more of it', async () => {
    const { call, app } = await begin();
    app.play('long', Buffer.alloc(80_000, 0x22), { lastMessage: true });
    app.say({ queryBuffer: { bufferType: 'Audio' } });
    app.say({ clearAudioBuffer: { id: 'long' } });
    app.say({ queryBuffer: { bufferType: 'Audio' } });
    await bench.until(() => app.named('notifyBuffer').length === 2);
    expect(app.named('notifyBuffer').map(({ notifyBuffer }) => notifyBuffer)).toMatchObject([
      { bufferType: 'Audio', depth: 1, bufferSize: 900 },
      { depth: 0 },
    ]);
    expect(app.named('notifyAudioClearedData')).toMatchObject([{ notifyAudioClearedData: { id: 'long' } }]);
    expect(forkOf(call).bufferedMs).toBe(0);
    await bench.exchange.pass(20_000);
    await bench.settle();
    expect(app.named('notifyPlaybackCompletedData')).toHaveLength(0);
  });

  it('reports a buffer that is too full, by pieces and by time, and a wrong content type', async () => {
    const { call, app } = await begin();
    app.play('wrong', SOUND, { contentType: 'audio/l16;rate=16000' });
    app.play('wrong', SOUND, { contentType: 'audio/opus' });
    app.play('huge', Buffer.alloc(8_000 * 61));
    for (let count = 0; count < 901; count += 1) app.play('many', Buffer.alloc(16, 0x22));
    const errors = () => app.named('notifyError').map(({ notifyError }) => notifyError.errorId);
    await bench.settle(() => errors().length === 4);
    expect(errors()).toEqual([
      'wrongContentType',
      'wrongContentType',
      'audioBufferOverfilled',
      'audioBufferOverfilled',
    ]);
    expect(forkOf(call).played).toHaveLength(900);
    expect(endOf(call)).toBeNull();
  });

  it('makes µ-law of L16 of the same rate', async () => {
    const { call, app } = await begin();
    const l16 = Buffer.alloc(320);
    l16.writeInt16LE(8_031, 0);
    app.play('one', l16, { contentType: 'audio/l16;rate=8000', lastMessage: true });
    await bench.until(() => app.named('notifyPlaybackCompletedData').length === 1);
    const [played] = forkOf(call).played;
    expect(played).toHaveLength(160);
    expect([played?.[0], played?.[1]]).toEqual([0xa0, 0xff]);
  });

  it('tells keys of the caller by beginning and end', async () => {
    const { call, app } = await begin();
    call.caller.presses('7');
    await bench.until(() => app.told.includes('notifyDtmfReceivedEndData'));
    expect(app.named('notifyDtmfReceivedStartData')).toMatchObject([{ notifyDtmfReceivedStartData: { digit: '7' } }]);
    expect(app.told.slice(1)).toEqual(['notifyDtmfReceivedStartData', 'notifyDtmfReceivedEndData']);
  });

  it('presses keys, order after order', async () => {
    const { call, app } = await begin();
    const keys = (id: string, dtmfDigits: string, pressDurationMs: number) =>
      app.say({ dtmfData: { id, dtmfDigits, pressDurationMs, breakDurationMs: 90, sequenceNum: 1 } });
    keys('zero', '9', 0);
    keys('first', '1a#', 9_000);
    keys('bad', '1x', 100);
    keys('second', '2', 120);
    await bench.until(() => app.named('notifyDtmfPlayCompletedData').length === 2);
    const sent = bench.exchange.sound.performed
      .filter(({ callId }) => callId === call.id)
      .map(({ command }) => command);
    expect(sent.filter(({ command }) => command === 'dtmf')).toMatchObject([
      { digits: '1A#', durationMs: 8_000, gapMs: 90 },
      { digits: '2', durationMs: 120 },
    ]);
    expect(app.named('notifyError')).toMatchObject([{ notifyError: { errorId: 'wrongDtmf' } }]);
    expect(app.named('notifyDtmfPlayStartedData').map((one) => one.notifyDtmfPlayStartedData.id)).toEqual([
      'first',
      'second',
    ]);
  });

  it('says that EndGrpcStream is not there, and goes on', async () => {
    const { call, app } = await begin();
    app.say({ endStream: { actionUrl: 'https://customer.test/next' } });
    app.say(Buffer.from('nonsense'));
    app.say(Buffer.from([0xf2, 0x01, 0]));
    await bench.until(() => app.named('notifyError').length === 3);
    expect(app.named('notifyError').map((one) => one.notifyError.errorId)).toEqual([
      ...['notImplemented', 'unknownMessage', 'unknownMessage'],
    ]);
    expect(endOf(call)).toBeNull();
  });

  it('ends the call when the application does, and tells everybody', async () => {
    const { call, app } = await begin({ statusUrl: 'https://customer.test/status' });
    app.say({ terminateCall: {} });
    await bench.until(() => isOver(call, app));
    expect(app.messages.at(-1)).toMatchObject({
      notifyCallEnded: { callId: call.id, reasonCode: 'APPLICATION_DISCONNECT' },
    });
    expect(endOf(call)).toMatchObject({ initiator: 'system', outcome: 'completed' });
    expect(posted('/action')).toMatchObject([
      { callId: call.id, callStatus: 'completed', reasonCode: 'APPLICATION_DISCONNECT' },
    ]);
    expect(posted('/status').map(({ callStatus }) => callStatus)).toEqual(['inProgress', 'completed']);
  });

  it('tells an application that the caller has gone', async () => {
    const { call, app } = await begin();
    call.leg.vanish();
    await bench.until(() => isOver(call, app));
    expect(app.messages.at(-1)).toMatchObject({ notifyCallEnded: { reasonCode: 'CALLER_DISCONNECT' } });
    expect(endOf(call)).toMatchObject({ initiator: 'caller', outcome: 'abandoned' });
    expect(posted('/action')).toHaveLength(1);
  });

  it('takes a stream that ends without a word for the end of the call', async () => {
    const { call, app } = await begin();
    app.end();
    await bench.until(() => endOf(call) !== null);
    expect(endOf(call)).toMatchObject({ initiator: 'system', reason: 'application', outcome: 'completed' });
    expect(posted('/action')).toHaveLength(1);
  });

  it.each([
    [7, 'failed'],
    [14, 'failed'],
  ])('ends the call when the stream breaks with status %i', async (code, outcome) => {
    const { call, app } = await begin();
    app.fail(code);
    await bench.until(() => endOf(call) !== null);
    expect(endOf(call)).toMatchObject({ outcome, initiator: 'system' });
    expect(posted('/action')).toMatchObject([{ callStatus: 'failed', reasonCode: 'PLATFORM_ERROR' }]);
  });

  it('gives an application up that reads nothing, and keeps nothing for it meanwhile', async () => {
    const { call, app } = await begin();
    app.stopReading();
    const fork = forkOf(call);
    await bench.until(() => {
      for (let block = 0; block < 200; block += 1) fork.hears(SOUND);
      return endOf(call) !== null;
    });
    expect(endOf(call)).toMatchObject({ outcome: 'failed' });
    expect(call.errors).toEqual(['http.timeout']);
  });

  it('passes the call on by *8, which the application sees as a caller who hangs up', async () => {
    bench.exchange.line('desk', drawFlow({ steps: { ask: ['listen', { prompt: 'Desk.', timeoutMs: 5_000 }] } }));
    const { call, app } = await begin({ transferTo: 'desk' });
    call.caller.presses('*');
    await bench.exchange.pass(200);
    call.caller.presses('8');
    await bench.until(() => app.isOver);
    expect(app.messages.at(-1)).toMatchObject({ notifyCallEnded: { reasonCode: 'CALLER_DISCONNECT' } });
    expect(app.named('notifyDtmfReceivedStartData')).toHaveLength(1);
    const refers = () => call.leg.named('referStatus').map(({ status }: SessionEventOf<'referStatus'>) => status);
    await bench.until(() => refers().includes('answered'));
    expect(endOf(call)).toBeNull();
    await bench.until(() => endOf(call) !== null);
    expect(refers()).toEqual(['trying', 'answered', 'ended']);
    expect(endOf(call)).toMatchObject({ outcome: 'completed' });
    expect(posted('/action')).toHaveLength(1);
  });

  it('passes a stranger on to the outside number that the line names', async () => {
    const transferTo = '+12025550123';
    const server = await bench.application('app');
    const voiceUrl = 'https://customer.test/voice';
    bench.exchange.line('open', null, { isPublic: true, application: { kind: 'freeclimb', voiceUrl, transferTo } });
    const call = await bench.exchange.call('open', stranger, { from: '+12025550999' });
    await bench.until(() => (server.calls[0]?.messages.length ?? 0) > 0);
    for (const key of ['*', '8']) {
      call.caller.presses(key);
      await bench.exchange.pass(200);
    }
    await bench.until(() => bench.exchange.dialler.phones.some(({ isCalled }) => isCalled));
    const phone = bench.exchange.dialler.phone(transferTo);
    // What a stranger says they are called is nothing to show to others.
    expect(phone.invite.callerId).toBeUndefined();
    await phone.answers();
    call.leg.vanish();
    await bench.until(() => endOf(call) !== null);
    expect(endOf(call)).toMatchObject({ initiator: 'caller' });
  });

  it('ends the call by those keys when they lead nowhere, and takes others when they are set', async () => {
    const { call, app } = await begin({ transferKeys: '##' });
    for (const key of ['*', '8', '#', '#']) {
      call.caller.presses(key);
      await bench.exchange.pass(200);
    }
    await bench.until(() => isOver(call, app));
    expect(endOf(call)).toMatchObject({ initiator: 'caller', reason: 'caller' });
    expect(app.named('notifyDtmfReceivedStartData')).toHaveLength(3);
  });

  it('does not take keys far apart for a transfer', async () => {
    const { call, app } = await begin();
    call.caller.presses('*');
    await bench.exchange.pass(4_000);
    call.caller.presses('8');
    await bench.until(() => app.named('notifyDtmfReceivedStartData').length === 2);
    expect(endOf(call)).toBeNull();
  });

  it.each([
    ['no server', new AppError('http.network', 'No server is there.'), 'http.network'],
    ['an error', { status: 500, body: '' }, 'http.network'],
    ['no PerCL', { status: 200, body: '{"AudioStream":{}}' }, 'protocol.badMessage'],
    [
      'a stream without metadata',
      { status: 200, body: '[{"AudioStream":{"location":{"uri":"http://a"}}}]' },
      'protocol.badMessage',
    ],
    [
      'an unknown content type',
      { status: 200, body: JSON.stringify(audioStream('http://a', 'audio/opus')) },
      'protocol.badMessage',
    ],
  ] as const)('ends a call whose customer answers with %s', async (_what, answer, code) => {
    await bench.application('app');
    bench.answer = () => answer;
    const call = await bench.exchange.call('app');
    await bench.until(() => endOf(call) !== null);
    expect(endOf(call)).toMatchObject({ outcome: 'failed' });
    expect(call.errors).toEqual([code]);
  });

  it('ends a call whose application cannot be reached, and tells the customer', async () => {
    const server = await bench.application('app');
    server.close();
    const call = await bench.exchange.call('app');
    await bench.until(() => endOf(call) !== null);
    expect(call.errors).toEqual(['http.network']);
    expect(posted('/action')).toMatchObject([{ callStatus: 'failed' }]);
  });

  it('does not connect to addresses that may not be asked', async () => {
    const server = await bench.application('app');
    bench.refusesAddresses = true;
    const call = await bench.exchange.call('app');
    await bench.until(() => endOf(call) !== null);
    expect(call.errors).toEqual(['http.refusedAddress']);
    expect(server.calls).toHaveLength(0);
  });

  it('carries out what stands before the stream, and leaves out what it does not know', async () => {
    const server = await bench.application('app');
    const { answer } = bench;
    bench.answer = async (request) => {
      const usual = await answer(request);
      if (!request.url.endsWith('/voice') || usual instanceof AppError) return usual;
      const before = [{ StartRecordCall: {} }, { Say: { text: 'Hello' } }];
      return { status: 200, body: JSON.stringify([...before, ...JSON.parse(usual.body)]) };
    };
    const call = await bench.exchange.call('app');
    await bench.until(() => server.calls.length === 1);
    expect(bench.exchange.sound.performed).toContainEqual(
      expect.objectContaining({ callId: call.id, command: { command: 'record', action: 'start' } }),
    );
    expect(call.story.lines).toContainEqual(expect.objectContaining({ kind: 'problem', code: 'protocol.unsupported' }));
  });

  it.each([
    ['[{"Hangup":{}}]', 'completed'],
    ['[]', 'completed'],
    ['[{"Reject":{"reason":"busy"}}]', 'completed'],
  ])('ends a call by the PerCL %s', async (body, outcome) => {
    await bench.application('app');
    bench.answer = () => ({ status: 200, body });
    const call = await bench.exchange.call('app');
    await bench.until(() => endOf(call) !== null);
    expect(endOf(call)).toMatchObject({ outcome, initiator: 'system' });
  });

  it('lets a telephone ring until the customer has answered, and refuses it as the customer says', async () => {
    await bench.application('app');
    bench.answer = () => ({ status: 200, body: '[{"Reject":{"reason":"busy"}}]' });
    const leg = bench.exchange.leg('app', { capabilities: ['earlyMedia', 'keysIn'] });
    const call = await bench.exchange.begin(leg);
    await bench.until(() => endOf(call) !== null);
    expect(call.told).not.toContain('answer');
    expect(call.leg.named('reject')).toMatchObject([{ code: 486 }]);
  });

  it('lets the call end while the customer thinks, and opens no stream for it', async () => {
    const server = await bench.application('app');
    const { answer } = bench;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    bench.answer = async (request) => {
      await held;
      return answer(request);
    };
    const call = await bench.exchange.call('app');
    call.leg.vanish();
    await bench.until(() => endOf(call) !== null);
    release();
    await bench.settle();
    expect(server.calls).toHaveLength(0);
  });

  it('is not driven by the caller', async () => {
    const { call } = await begin();
    await call.asks({ command: 'tts', text: 'Hello.' });
    expect(call.errors).toEqual(['call.notDriver']);
    await call.asks({ command: 'hangup' });
    await bench.until(() => endOf(call) !== null);
  });
});
