import { describe, expect, it } from 'vitest';
import { WATCHDOG_MS } from './call-attempt';
import { CallClient } from './call-client';
import { CallFailed, type CallFailure } from './call-state';
import { FAKE_CALL_ID, FakePorts } from './fake-ports';

const REQUEST = { callee: 'flow:f1@draft', caller: 'Maya' };

const makeClient = () => {
  const ports = new FakePorts();
  return { ports, client: new CallClient(ports) };
};

const makeLiveCall = async () => {
  const made = makeClient();
  await made.client.start(REQUEST);
  made.ports.socket?.onOpen();
  made.ports.receive({ event: 'answer', trackId: FAKE_CALL_ID, sdp: 'v=0 answer' });
  made.ports.receive({ event: 'mediaReady', codec: 'opus', rateHz: 16_000 });
  return made;
};

const endOf = (client: CallClient) => {
  const { state } = client.snapshot();
  return state.phase === 'ended' ? state.end : state.phase;
};

const never = () => new Promise<void>(() => undefined);
const settled = () => new Promise((resolve) => setImmediate(resolve));
const failure = (name: CallFailure) => expect.objectContaining({ by: 'failure', failure: name });

describe('CallClient, connecting', () => {
  it('asks for the microphone, invites with our words and id, and goes live when sound flows', async () => {
    const { ports, client } = makeClient();
    const phases: string[] = [];
    client.subscribe(() => phases.push(client.snapshot().state.phase));
    await client.start(REQUEST);
    ports.socket?.onOpen();
    ports.receive({ event: 'answer', trackId: FAKE_CALL_ID, sdp: 'v=0 answer' });
    ports.receive({ event: 'mediaReady', codec: 'opus', rateHz: 16_000 });
    expect([...new Set(phases)]).toEqual(['idle', 'askingMicrophone', 'connecting', 'live']);
    expect(ports.urls).toEqual(['ws://media.test/call/webrtc?token=flow%3Af1%40draft&dialect=callwright&id=c-fake']);
    expect(ports.sent).toEqual([
      { command: 'invite', option: { offer: 'v=0 offer', callee: 'flow:f1@draft', caller: 'Maya' } },
    ]);
    await settled();
    expect(ports.log).toEqual(['microphone on', 'accepted v=0 answer']);
    expect(client.snapshot().state).toMatchObject({ phase: 'live', callId: FAKE_CALL_ID, isMuted: false });
    expect(ports.timerCount).toBe(0);
  });

  it('says in one word what the microphone refused', async () => {
    const { ports, client } = makeClient();
    ports.microphoneGate = () => Promise.reject(new CallFailed('microphoneRefused'));
    await client.start(REQUEST);
    expect(endOf(client)).toEqual(failure('microphoneRefused'));
    expect(client.snapshot().state).toMatchObject({ callId: null, durationMs: null });
    expect(ports.log).toEqual([]);
  });

  it('hands a microphone back that is given after hanging up', async () => {
    const { ports, client } = makeClient();
    let give: () => void = () => undefined;
    ports.microphoneGate = () => new Promise((resolve) => (give = resolve));
    const started = client.start(REQUEST);
    client.hangup();
    give();
    await started;
    expect(ports.log).toEqual(['microphone on', 'microphone off']);
    expect(endOf(client)).toEqual({ by: 'caller' });
  });

  it('frees everything when no line is given', async () => {
    const { ports, client } = makeClient();
    ports.lineGate = () => Promise.reject(new CallFailed('flowHasProblems', '2 problems'));
    await client.start(REQUEST);
    expect(endOf(client)).toEqual({ by: 'failure', failure: 'flowHasProblems', detail: '2 problems' });
    expect(ports.log).toEqual(['microphone on', 'microphone off']);
  });

  it.each([
    ['line', 'apiUnreachable'],
    ['socket', 'serverUnreachable'],
    ['answer', 'noAnswer'],
    ['sound', 'noSound'],
  ] as const)('gives up waiting for the %s', async (stage, expected) => {
    const { ports, client } = makeClient();
    if (stage === 'line') ports.lineGate = never;
    const started = client.start(REQUEST);
    await (stage === 'line' ? settled() : started);
    if (stage === 'answer' || stage === 'sound') ports.socket?.onOpen();
    if (stage === 'sound') ports.receive({ event: 'answer', trackId: FAKE_CALL_ID, sdp: 'v=0' });
    ports.advance(WATCHDOG_MS[stage] - 1);
    expect(client.snapshot().state.phase).toBe('connecting');
    ports.advance(1);
    expect(endOf(client)).toEqual(failure(expected));
    expect(ports.log).toContain('microphone off');
  });

  it('tells a refused call from a lost one by the error before it', async () => {
    const { ports, client } = makeClient();
    await client.start(REQUEST);
    ports.socket?.onOpen();
    ports.receive({ event: 'error', sender: 'invite', error: 'No such flow.', code: 'call.unknownEndpoint' });
    ports.socket?.onClose();
    expect(endOf(client)).toEqual({ by: 'failure', failure: 'lineUnknown', detail: 'No such flow.' });
  });

  it('tells a server that never opened from one that went away', async () => {
    const unopened = makeClient();
    await unopened.client.start(REQUEST);
    unopened.ports.socket?.onClose();
    expect(endOf(unopened.client)).toEqual(failure('serverUnreachable'));
    const live = await makeLiveCall();
    live.ports.socket?.onClose();
    expect(endOf(live.client)).toEqual(failure('connectionLost'));
    expect(live.ports.log).toContain('microphone off');
  });

  it('ends when our browser refuses the answer', async () => {
    const { ports, client } = makeClient();
    ports.acceptGate = () => Promise.reject(new Error('bad sdp'));
    await client.start(REQUEST);
    ports.socket?.onOpen();
    ports.receive({ event: 'answer', trackId: FAKE_CALL_ID, sdp: 'nonsense' });
    await settled();
    expect(endOf(client)).toEqual({ by: 'failure', failure: 'refused', detail: 'bad sdp' });
  });
});

describe('CallClient, connected', () => {
  it('hangs up: says so, frees the microphone at once, and closes the socket on the goodbye', async () => {
    const { ports, client } = await makeLiveCall();
    ports.advance(2_500);
    client.hangup();
    expect(client.snapshot().state).toEqual({
      phase: 'ended',
      callId: FAKE_CALL_ID,
      end: { by: 'caller' },
      durationMs: 2_500,
    });
    expect(ports.sent.at(-1)).toEqual({ command: 'hangup' });
    expect(ports.log.slice(-2)).toEqual(['microphone off', 'sound off']);
    ports.receive({ event: 'hangup', reason: 'caller', initiator: 'caller', startTime: '', hangupTime: '' });
    expect(ports.log.at(-1)).toBe('socket closed');
  });

  it('does not wait for ever for the goodbye', async () => {
    const { ports, client } = await makeLiveCall();
    client.hangup();
    ports.advance(WATCHDOG_MS.goodbye);
    expect(ports.log.at(-1)).toBe('socket closed');
  });

  it('ends with the reason of the flow when the other side hangs up, and answers nothing to it', async () => {
    const { ports, client } = await makeLiveCall();
    ports.receive({ event: 'hangup', reason: 'completed', initiator: 'system', startTime: '', hangupTime: '' });
    expect(endOf(client)).toEqual({ by: 'flow', reason: 'completed' });
    expect(ports.sent.map(({ command }) => command)).toEqual(['invite']);
    expect(ports.log.slice(-3)).toEqual(['socket closed', 'microphone off', 'sound off']);
  });

  it('tells a line that gave way from a flow that failed', async () => {
    const end = { event: 'hangup', reason: 'failed', initiator: 'system', startTime: '', hangupTime: '' };
    const lost = await makeLiveCall();
    lost.ports.receive({ event: 'error', sender: 'media', error: 'Lost.', code: 'media.soundLost' });
    lost.ports.receive(end);
    expect(endOf(lost.client)).toEqual(failure('connectionLost'));
    const failed = await makeLiveCall();
    failed.ports.receive({ event: 'error', sender: 'tts', error: 'No voice.', code: 'speech.ttsFailed' });
    failed.ports.receive(end);
    expect(endOf(failed.client)).toEqual({ by: 'flow', reason: 'failed' });
  });

  it('stays live through an interruption of the sound, and ends when it is lost', async () => {
    const { ports, client } = await makeLiveCall();
    ports.peer?.onState('interrupted');
    expect(client.snapshot().state).toMatchObject({ phase: 'live', isInterrupted: true });
    ports.peer?.onState('connected');
    expect(client.snapshot().state).toMatchObject({ phase: 'live', isInterrupted: false });
    ports.peer?.onState('failed');
    expect(endOf(client)).toEqual(failure('connectionLost'));
  });

  it('shows what is heard while the call runs, and survives events it does not know', async () => {
    const { ports, client } = await makeLiveCall();
    ports.advance(1_000);
    ports.receive({ event: 'startSpeaking', trackId: FAKE_CALL_ID, startTime: 0 });
    ports.receive({ event: 'transcriptionDelta', trackId: FAKE_CALL_ID, index: 0, text: 'open' });
    expect(client.snapshot()).toMatchObject({ isCallerSpeaking: true, partial: 'open' });
    ports.receive({ event: 'transcriptionFinal', trackId: FAKE_CALL_ID, index: 0, text: 'opening hours' });
    ports.receive({ event: 'silence', trackId: FAKE_CALL_ID, startTime: 0, duration: 10 });
    ports.receive({ event: 'dtmf', trackId: FAKE_CALL_ID, digit: '2', phase: 'start' });
    ports.receive({ event: 'dtmf', trackId: FAKE_CALL_ID, digit: '2', phase: 'end' });
    ports.receive({ event: 'somethingNew', anything: 1 });
    ports.socket?.onMessage('not json');
    expect(client.snapshot()).toMatchObject({
      partial: '',
      isCallerSpeaking: false,
      heard: [
        { kind: 'speech', atMs: 1_000, text: 'opening hours' },
        { kind: 'key', atMs: 1_000, digit: '2' },
      ],
    });
  });

  it('mutes and sends keys only while live', async () => {
    const { ports, client } = makeClient();
    expect(client.pressKey('1')).toBe(false);
    client.setMuted(true);
    const live = await makeLiveCall();
    expect(live.client.pressKey('5')).toBe(true);
    live.client.setMuted(true);
    expect(live.ports.log.slice(-2)).toEqual(['key 5', 'muted']);
    expect(live.client.snapshot().state).toMatchObject({ isMuted: true });
    live.ports.canSendKeys = false;
    expect(live.client.pressKey('5')).toBe(false);
    expect(ports.log).toEqual([]);
  });

  it('ends the call before when another is started, and shows only the new one', async () => {
    const { ports, client } = await makeLiveCall();
    const first = ports.socket;
    await client.start({ ...REQUEST, callee: 'flow:f2' });
    expect(ports.sent.map(({ command }) => command)).toEqual(['invite', 'hangup']);
    first?.onMessage(JSON.stringify({ event: 'startSpeaking', timestamp: 0, trackId: 'x', startTime: 0 }));
    expect(client.snapshot()).toMatchObject({ state: { phase: 'connecting' }, isCallerSpeaking: false });
  });

  it('may be used again after a reset', async () => {
    const { ports, client } = await makeLiveCall();
    client.reset();
    expect(client.snapshot().state.phase).toBe('idle');
    expect(ports.log).toContain('microphone off');
    await client.start(REQUEST);
    expect(client.snapshot().state.phase).toBe('connecting');
  });
});
