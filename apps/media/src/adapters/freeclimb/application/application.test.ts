import { drawFlow } from '@callwright/flow-engine/testing';
import type { CallId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FreeclimbBench } from '../testing/freeclimb-bench.js';
import type { PlatformClient } from '../testing/platform-client.js';

/** 20 ms of µ-law that can be heard, and of silence. */
const LOUD = Buffer.alloc(160, 0x10);
const SILENT = Buffer.alloc(160, 0xff);

describe('a FreeClimb platform that streams its calls to us', () => {
  let bench: FreeclimbBench;
  beforeEach(async () => {
    bench = await FreeclimbBench.open();
    bench.exchange.line('message', drawFlow({ steps: { hello: ['hangup', { text: 'Hello.' }] } }));
    bench.exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
  });
  afterEach(() => bench.close());

  const callerOf = (callId: CallId) => bench.exchange.sound.caller(callId);
  const framesOf = (callId: CallId) => {
    const { frames } = callerOf(callId).legs;
    if (!frames) throw new Error('The call has no frames.');
    return frames;
  };
  const endOf = (callId: CallId) => bench.exchange.stories.of(callId).end;
  const says = (callId: CallId, ...blocks: readonly Buffer[]) => {
    for (const block of blocks) framesOf(callId).gives(block);
  };
  const isOver = (callId: CallId, client: PlatformClient) => endOf(callId) !== null && client.status !== null;

  it('answers, says its message to the end, and then ends the call', async () => {
    const { client, callId } = await bench.call('message');
    expect(client.isWelcome).toBe(true);
    await bench.until(() => bench.eventsOf(callId).includes('trackStart'));
    says(callId, ...Array.from({ length: 10 }, () => LOUD));
    await bench.until(() => client.pieces.some(({ lastMessage }) => lastMessage));
    // The flow is done, but the platform still plays: the call is not ended over it.
    await bench.until(() => bench.eventsOf(callId).includes('hangup'));
    const last = client.pieces.at(-1);
    expect(client.named('terminateCall')).toHaveLength(0);
    client.say({ notifyPlaybackCompletedData: { id: last?.id ?? '' } });
    await bench.until(() => client.named('terminateCall').length === 1);
    client.say({ notifyCallEnded: { callId: 'sip-1', reasonCode: 'APPLICATION_DISCONNECT' } });
    await bench.until(() => isOver(callId, client));
    expect(client.status?.code).toBe(0);
    expect(endOf(callId)).toMatchObject({ initiator: 'system', outcome: 'completed' });
    const heard = Buffer.concat(client.pieces.map(({ audioData }) => audioData));
    expect(heard).toHaveLength(10 * 160);
    expect(new Set(client.pieces.map(({ id }) => id)).size).toBe(1);
    expect(client.pieces.map(({ sequenceNum }) => sequenceNum)).toEqual(client.pieces.map((_one, at) => at + 1));
    expect(client.pieces[0]?.audioData).toHaveLength(5 * 160);
    expect(client.pieces[0]?.contentType).toBe('audio/mulaw;rate=8000');
  });

  it('ends the call all the same when the platform tells nothing', async () => {
    const { client, callId } = await bench.call('message');
    await bench.until(() => isOver(callId, client));
    expect(client.named('terminateCall')).toHaveLength(1);
  });

  it('hears sound in pieces of any size, and a piece that comes twice once', async () => {
    const { client, callId } = await bench.call('patient');
    client.sound(Buffer.alloc(160, 1), 70_000);
    client.sound(Buffer.alloc(160, 1), 70_000);
    client.sound(Buffer.alloc(37, 2), 70_009);
    client.sound(Buffer.alloc(4_000, 3), 1);
    await bench.until(() => framesOf(callId).heard.length === 5);
    expect(framesOf(callId).heard.map(({ length }) => length)).toEqual([160, 37, 1600, 1600, 800]);
  });

  it('hears keys once each, by their beginning or, without one, by their end', async () => {
    const { client, callId } = await bench.call('patient');
    client.say({ notifyDtmfReceivedStartData: { digit: '5' } });
    client.say({ notifyDtmfReceivedEndData: { digit: '5' } });
    client.say({ notifyDtmfReceivedEndData: { digit: '#' } });
    client.say({ notifyDtmfReceivedStartData: { digit: 'a' } });
    client.say({ notifyDtmfReceivedStartData: { digit: 'xx' } });
    const keys = () =>
      bench.exchange.stories
        .of(callId)
        .lines.flatMap((line) => (line.kind === 'event' && line.event.event === 'dtmf' ? [line.event] : []))
        .filter(({ phase }) => phase === 'start')
        .map(({ digit }) => digit);
    await bench.until(() => keys().length === 3);
    await bench.settle();
    expect(keys()).toEqual(['5', '#', 'A']);
  });

  it('tells how long a key was down, by the times of the platform, else by our own', async () => {
    const { client, callId } = await bench.call('patient');
    const lengths = () =>
      bench.exchange.stories
        .of(callId)
        .lines.flatMap((line) => (line.kind === 'event' && line.event.event === 'dtmf' ? [line.event] : []))
        .map(({ digit, phase, durationMs }) => `${digit} ${phase} ${durationMs ?? ''}`.trim());
    const at = { seconds: 1_700_000_000, nanos: 800_000_000 };
    client.say({ notifyDtmfReceivedStartData: { digit: '5', startTstamp: at } });
    client.say({
      notifyDtmfReceivedEndData: { digit: '5', endTstamp: { seconds: at.seconds + 1, nanos: 50_000_000 } },
    });
    await bench.until(() => lengths().length === 2);
    client.say({ notifyDtmfReceivedStartData: { digit: '6' } });
    await bench.settle(() => lengths().length === 3);
    await bench.exchange.pass(340);
    client.say({ notifyDtmfReceivedEndData: { digit: '6' } });
    client.say({ notifyDtmfReceivedEndData: { digit: '7' } });
    await bench.settle(() => lengths().length === 6);
    expect(lengths()).toEqual(['5 start', '5 end 250', '6 start', '6 end 340', '7 start', '7 end 100']);
  });

  it('clears what the platform has to play as soon as somebody speaks over it', async () => {
    bench.exchange.line('menu', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
    const { client, callId } = await bench.call('menu');
    await bench.until(() => bench.eventsOf(callId).includes('trackStart'));
    says(callId, ...Array.from({ length: 8 }, () => LOUD));
    await bench.until(() => client.pieces.length > 0);
    callerOf(callId).says('what?');
    await bench.until(() => client.named('clearAudioBuffer').length > 0);
    expect(client.named('clearAudioBuffer')).toMatchObject([{ clearAudioBuffer: { id: client.pieces[0]?.id } }]);
    expect(bench.eventsOf(callId)).toContain('interruption');
    const { length } = client.pieces;
    says(callId, SILENT, SILENT);
    await bench.settle();
    expect(client.pieces).toHaveLength(length);
  });

  it('sends nothing while nothing is to be heard, and what is heard beside playbacks until 200 ms of silence', async () => {
    const { client, callId } = await bench.call('patient');
    await bench.until(() => bench.eventsOf(callId).includes('trackEnd'));
    says(callId, SILENT, SILENT, SILENT);
    await bench.settle();
    expect(client.pieces).toHaveLength(0);
    says(callId, ...Array.from({ length: 7 }, () => LOUD), ...Array.from({ length: 12 }, () => SILENT));
    await bench.until(() => client.pieces.some(({ lastMessage }) => lastMessage));
    const sizes = client.pieces.map(({ audioData }) => audioData.length / 160);
    expect(sizes.reduce((sum, count) => sum + count, 0)).toBe(7 + 10);
    expect(client.pieces.filter(({ lastMessage }) => lastMessage)).toHaveLength(1);
  });

  it('is never more than half a second ahead of the platform, and asks how much waits there', async () => {
    const { client, callId } = await bench.call('patient');
    await bench.until(() => bench.eventsOf(callId).includes('trackEnd'));
    says(callId, ...Array.from({ length: 60 }, () => LOUD));
    await bench.settle();
    const sentMs = () => client.pieces.reduce((sum, { audioData }) => sum + audioData.length / 8, 0);
    expect(sentMs()).toBe(500);
    expect(client.named('queryBuffer')).toMatchObject([{ queryBuffer: { bufferType: 'Audio' } }]);
    // It plays slower than it should: what waits there is more than our clock says.
    client.say({ notifyBuffer: { bufferType: 'Audio', depth: 400, bufferSize: 500 } });
    await bench.settle();
    await bench.exchange.pass(200);
    await bench.settle();
    expect(sentMs()).toBe(500);
    client.say({ notifyBuffer: { bufferType: 'Audio', depth: 0, bufferSize: 500 } });
    await bench.until(() => sentMs() > 500);
    expect(sentMs()).toBeLessThanOrEqual(1200);
  });

  it('gives no more for a while when the platform says that its buffer is full, and tells it as an error', async () => {
    const { client, callId } = await bench.call('patient');
    await bench.until(() => bench.eventsOf(callId).includes('trackEnd'));
    client.say({ notifyError: { errorId: 'audioBufferOverfilled', errorMessage: 'call 5551234' } });
    await bench.until(() => bench.eventsOf(callId).includes('error'));
    const line = bench.exchange.stories
      .of(callId)
      .lines.find((one) => one.kind === 'event' && one.event.event === 'error');
    expect(JSON.stringify(line)).not.toContain('5551234');
    expect(line).toMatchObject({ event: { code: 'freeclimb.audioBufferOverfilled', sender: 'freeclimb' } });
    says(callId, ...Array.from({ length: 8 }, () => LOUD));
    await bench.settle();
    expect(client.pieces).toHaveLength(0);
    await bench.until(() => client.pieces.length > 0);
  });

  it('has the platform press keys, pauses between, and goes on when they are pressed', async () => {
    const keys = drawFlow({ steps: { keys: ['sendKeys', { keys: '12,A' }], hello: ['hangup', { text: 'Done.' }] } });
    bench.exchange.line('keys', keys);
    const { client, callId } = await bench.call('keys');
    await bench.until(() => client.named('dtmfData').length === 1);
    expect(client.named('dtmfData')[0]?.dtmfData).toMatchObject({ dtmfDigits: '12', pressDurationMs: 100 });
    client.say({ notifyDtmfPlayStartedData: { id: client.named('dtmfData')[0]?.dtmfData.id } });
    client.say({ notifyDtmfPlayCompletedData: { id: client.named('dtmfData')[0]?.dtmfData.id } });
    await bench.until(() => client.named('dtmfData').length === 2);
    expect(client.named('dtmfData')[1]?.dtmfData).toMatchObject({ dtmfDigits: 'a' });
    expect(bench.eventsOf(callId)).not.toContain('dtmfSent');
    client.say({ notifyDtmfPlayCompletedData: { id: client.named('dtmfData')[1]?.dtmfData.id } });
    await bench.until(() => bench.eventsOf(callId).includes('dtmfSent'));
  });

  it('does not wait for ever for keys that the platform does not press', async () => {
    bench.exchange.line('keys', drawFlow({ steps: { keys: ['sendKeys', { keys: '1' }], end: ['hangup', {}] } }));
    const { client, callId } = await bench.call('keys');
    await bench.until(() => isOver(callId, client));
    expect(bench.eventsOf(callId)).toContain('error');
  });

  it.each([
    ['CALLER_DISCONNECT', { initiator: 'caller', reason: 'caller', outcome: 'abandoned' }],
    ['PLATFORM_DISCONNECT', { initiator: 'system', reason: 'platform' }],
    ['PLATFORM_ERROR', { initiator: 'system', reason: 'failed', outcome: 'failed' }],
  ] as const)('takes %s for what it is', async (code, end) => {
    const { client, callId } = await bench.call('patient');
    client.hangUp(code);
    await bench.until(() => isOver(callId, client));
    expect(endOf(callId)).toMatchObject(end);
    expect(client.status?.code).toBe(0);
    expect(client.named('terminateCall')).toHaveLength(0);
  });

  it.each(['vanish', 'halfClose'] as const)(
    'takes a platform that ends without a word (%s) for a caller gone',
    async (how) => {
      const { client, callId } = await bench.call('patient');
      client[how]();
      await bench.until(() => endOf(callId) !== null);
      expect(endOf(callId)).toMatchObject({ reason: 'transport', initiator: 'caller' });
    },
  );

  it('lets a flow read what the PerCL gave along, but not the token', async () => {
    const { callId } = await bench.call('patient', { isInbound: false, from: '+1555', to: '+1444' }, ['order=7']);
    const session = bench.exchange.registry.get(callId);
    expect(session?.leg.headers).toEqual({ order: '7', 'freeclimb-call-id': 'sip-1', 'freeclimb-to': '+1444' });
    expect(session?.leg).toMatchObject({ from: '+1444', to: 'patient', protocol: 'freeclimb' });
  });

  it('tells its platforms that everything stops', async () => {
    const { client, callId } = await bench.call('patient');
    const stopped = bench.exchange.registry.stop();
    await bench.until(() => isOver(callId, client));
    await stopped;
    expect(client.named('terminateCall')).toHaveLength(1);
    expect(endOf(callId)).toMatchObject({ reason: 'shutdown' });
  });

  it('can be closed twice, in the middle of a call', async () => {
    const { client, callId } = await bench.call('patient');
    expect(bench.adapter.close()).toBe(bench.adapter.close());
    await bench.adapter.close();
    await bench.until(() => isOver(callId, client));
    expect(endOf(callId)).toMatchObject({ reason: 'transport' });
  });
});
