import { drawFlow } from '@callwright/flow-engine/testing';
import { AppError, type CommandOf } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controller, TestExchange } from '../testing/test-exchange.js';
import { FakeSocket } from './fake-socket.js';

let exchange: TestExchange;
let far: FakeSocket;

beforeEach(() => {
  exchange = new TestExchange();
  far = new FakeSocket();
  exchange.dialSocket = far.dial;
});
afterEach(() => exchange.finish());

const waiting = drawFlow({
  steps: {
    ask: ['menu', { prompt: 'Well?', answers: [{ id: 'yes', key: '1' }], noInputRetries: 0 }],
    end: ['hangup', {}],
  },
  lines: [
    ['ask', 'yes', 'end'],
    ['ask', 'noInput', 'end'],
  ],
});
const URL = 'wss://listener.example/audio?token=hush';
const start = (more: Partial<CommandOf<'stream'>> = {}): CommandOf<'stream'> => ({
  ...{ command: 'stream', streamId: 's', action: 'start', url: URL },
  ...more,
});
const begin = async (more: Partial<CommandOf<'stream'>> = {}) => {
  const call = await exchange.call('', controller);
  await call.asks(start(more));
  await exchange.pass(100);
  const fork = call.caller.legs.forks.get('stream:s');
  return { call, fork };
};
/** 20 ms at 16000 Hz. */
const frame = (value: number) => new Uint8Array(640).fill(value);

describe('a stream', () => {
  it('says what it is, then sends what is heard', async () => {
    const { call, fork } = await begin({ mixType: 'mixed', metadata: { room: 7 } });
    fork?.hears(frame(1));
    expect(far.url).toBe(URL);
    expect(far.texts.map((text) => JSON.parse(text))).toEqual([
      {
        ...{ event: 'start', sessionId: call.id, streamId: 's', mixType: 'mixed', sampleRate: 16_000 },
        ...{ bidirectional: false, metadata: { room: 7 } },
      },
    ]);
    expect(far.sent).toEqual([frame(1)]);
    expect(fork?.options).toMatchObject({ hears: 'mixed', format: { codec: 'l16', rateHz: 16_000 } });
    expect(call.leg.named('streamStatus')).toMatchObject([{ streamId: 's', status: 'started' }]);
  });

  it('plays what comes back, and tells its marks and how much waits', async () => {
    const { call, fork } = await begin({ bidirectional: true });
    far.says(new Uint8Array(32_000));
    await call.asks({ command: 'mark', streamId: 's', name: 'end' });
    await call.asks({ command: 'queryBuffer', streamId: 's' });
    await exchange.pass(900);
    expect(call.leg.named('mark')).toEqual([]);
    await exchange.pass(200);
    expect(fork?.played).toHaveLength(1);
    expect(call.leg.named('bufferDepth')).toMatchObject([{ streamId: 's', bufferedMs: 1000 }]);
    expect(call.leg.named('mark')).toMatchObject([{ name: 'end', end: 'played' }]);
  });

  it('is not spoken to by a far side that was only to listen', async () => {
    const { fork } = await begin();
    far.says(frame(1));
    expect(fork?.played).toEqual([]);
  });

  it('drops what waits when it is cleared, and tells the marks of it', async () => {
    const { call } = await begin({ bidirectional: true });
    far.says(new Uint8Array(32_000));
    await call.asks({ command: 'mark', streamId: 's', name: 'end' });
    await call.asks(start({ action: 'clear' }));
    await exchange.pass(20);
    expect(call.leg.named('mark')).toMatchObject([{ name: 'end', end: 'cleared' }]);
    expect(call.leg.named('playoutCleared')).toMatchObject([{ streamId: 's' }]);
  });

  it('tells once that too much waits', async () => {
    const { call } = await begin({ bidirectional: true });
    for (let count = 0; count < 70; count++) far.says(new Uint8Array(32_000));
    await exchange.pass(20);
    expect(call.leg.named('bufferDepth')).toMatchObject([{ streamId: 's', bufferedMs: 60_000, isFull: true }]);
  });

  it('pauses and goes on', async () => {
    const { call, fork } = await begin();
    await call.asks(start({ action: 'pause' }));
    fork?.hears(frame(1));
    await call.asks(start({ action: 'resume' }));
    fork?.hears(frame(2));
    expect(far.sent).toEqual([frame(2)]);
    expect(call.leg.named('streamStatus').map(({ status }) => status)).toEqual(['started', 'paused', 'resumed']);
  });

  it('is stopped, with its connection', async () => {
    const { call, fork } = await begin();
    await call.asks(start({ action: 'stop' }));
    await exchange.pass(20);
    expect(far.isClosed).toBe(true);
    expect(fork?.isOver).toBe(true);
    expect(call.leg.named('streamStatus')).toMatchObject([{ status: 'started' }, { status: 'stopped' }]);
  });

  it('ends when its far side leaves, and the call goes on', async () => {
    const { call, fork } = await begin();
    far.leaves();
    await exchange.pass(20);
    expect(fork?.isOver).toBe(true);
    expect(call.leg.named('streamStatus')).toMatchObject([{}, { status: 'stopped', reason: expect.any(String) }]);
    expect(call.isOver).toBe(false);
  });

  it('that cannot be dialled has failed, and the call goes on', async () => {
    exchange.dialSocket = async () => {
      throw new AppError('http.refusedAddress', 'It is no public address.');
    };
    const { call } = await begin();
    expect(call.leg.named('streamStatus')).toMatchObject([{ status: 'failed', reason: 'It is no public address.' }]);
    expect(call.isOver).toBe(false);
    // Its name is free again.
    exchange.dialSocket = far.dial;
    await call.asks(start());
    await exchange.pass(20);
    expect(call.leg.named('streamStatus').at(-1)).toMatchObject({ status: 'started' });
  });

  it('misses the oldest of what its far side does not read', async () => {
    const { fork } = await begin();
    far.backlogBytes = 1_000_000;
    for (let count = 0; count < 60; count++) fork?.hears(frame(count));
    far.backlogBytes = 0;
    fork?.hears(frame(60));
    expect(far.sent).toHaveLength(50);
    expect(far.sent.map(([first]) => first)).toEqual(Array.from({ length: 50 }, (_, at) => at + 11));
  });

  it('ends with its call', async () => {
    const { call, fork } = await begin();
    await call.asks({ command: 'hangup' });
    await exchange.until(() => call.isOver);
    expect(far.isClosed).toBe(true);
    expect(fork?.isOver).toBe(true);
    expect(call.told.at(-1)).toBe('hangup');
  });

  it('is written down without what may be secret in its address', async () => {
    const { call } = await begin();
    expect(JSON.stringify(call.story.lines)).not.toContain('hush');
  });

  it('is refused without an address, under a name that is taken, and for one that is unknown', async () => {
    const { call } = await begin();
    await call.asks(start({ streamId: 'other', url: undefined }));
    await call.asks(start());
    await call.asks(start({ streamId: 'nobody', action: 'stop' }));
    await call.asks({ command: 'mark', streamId: 'nobody', name: 'm' });
    expect(call.errors).toEqual(['protocol.badMessage', 'api.conflict', 'api.notFound', 'api.notFound']);
  });
});

describe('mediaPass', () => {
  const mediaPass = { url: 'ws://bot.example/', inputSampleRate: 24_000, outputSampleRate: 8000 } as const;

  it('sends what the caller says in messages of one length, and plays what comes back', async () => {
    const call = await exchange.call('', controller, { option: { mediaPass: { ...mediaPass, packetSize: 480 } } });
    await exchange.pass(200);
    const fork = call.caller.legs.forks.get('stream:mediaPass');
    for (const value of [1, 2, 3]) fork?.hears(new Uint8Array(320).fill(value));
    far.says(new Uint8Array(96));
    expect(far.texts).toEqual([]);
    expect(far.sent.map(({ length }) => length)).toEqual([480, 480]);
    expect(far.sent[0]?.at(-1)).toBe(2);
    expect(fork?.options).toMatchObject({ hears: 'caller', format: { rateHz: 8000 }, speaks: { rateHz: 24_000 } });
    expect(fork?.played).toHaveLength(1);
  });

  it('is not for a caller who only takes part in a flow', async () => {
    exchange.line('line', waiting);
    const call = await exchange.call('line', controller, { option: { mediaPass } });
    await exchange.pass(200);
    expect(far.url).toBe('');
    expect(call.caller.legs.forks.size).toBe(0);
  });
});
