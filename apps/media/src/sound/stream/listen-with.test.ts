import { sine } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamOptions } from '../../link/messages.js';
import { fakeSpeech } from '../speech/asr/fake-provider.js';
import { createStreamBench, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;
const vad = { type: 'silero', minimumSpeech: 60, silencePadding: 500, speechPadding: 0 } as const;
const choices = [{ id: 'sales', phrases: ['sales'] }];
let bench: StreamBench;
const set = (stream: Partial<StreamOptions>): void => {
  bench = createStreamBench({ stream });
};
beforeEach(() => set({ vad, asr: { provider: 'fake', language: 'en-US', choices }, eou: { silence: 1500 } }));
afterEach(async () => {
  await bench.stream.close();
  bench.checkEvents();
});

/** Loud for the voice detector, with a word from 200 ms on. */
const utterance = (word: string): Int16Array => {
  const sound = new Int16Array(400 * 8).fill(-8000);
  sound.set(fakeSpeech(word), 1600);
  return sound;
};
/** How long after the voice the turn was over. */
const turnOf = async (): Promise<number> => {
  bench.stream.start();
  await bench.run(100);
  const endMs = bench.clock.nowMs() + 400;
  bench.leg.say(utterance('sales'));
  await bench.run(2500);
  return (bench.of('eou')[0]?.timestamp ?? 0) - endMs;
};

describe('how a call listens that has not begun to', () => {
  it('is what was named last, and for the rest as it was opened', async () => {
    bench.stream.listenWith({ eou: { silence: 900 } });
    bench.stream.listenWith({ eou: { silence: 200 }, denoise: undefined });
    expect(Math.abs((await turnOf()) - 200)).toBeLessThanOrEqual(40);
    expect(bench.of('transcriptionFinal')).toMatchObject([{ choice: 'sales' }]);
  });

  it('may be said before there is a caller', async () => {
    const { stream, leg, attach } = bench.open('c-2');
    stream.listenWith({ eou: { silence: 200 } });
    attach();
    stream.start();
    await bench.run(100);
    leg.say(utterance('sales'));
    await bench.run(1000);
    expect(bench.of('eou')).toMatchObject([{ trackId: 'c-2', completed: true }]);
    await stream.close();
  });

  it('tells who answered when that is asked for in time', async () => {
    bench.stream.listenWith({ amd: { maxGreeting: 500 } });
    bench.stream.start();
    bench.leg.say(sine(300, 1500, RATE_HZ, 0.4));
    await bench.run(1200);
    expect(bench.of('answerMachineDetection')).toMatchObject([{ result: 'machine' }]);
  });
});

it('a call that listens already, or is over, goes on as it is', async () => {
  bench.stream.start();
  await bench.run(20);
  expect(() => bench.stream.listenWith({ eou: { silence: 200 } })).toThrow(
    expect.objectContaining({ code: 'call.alreadyInvited' }),
  );
  expect(Math.abs((await turnOf()) - 1500)).toBeLessThanOrEqual(40);
  await bench.stream.close();
  expect(() => bench.stream.listenWith({ eou: { silence: 200 } })).toThrow(
    expect.objectContaining({ code: 'call.ended' }),
  );
});
