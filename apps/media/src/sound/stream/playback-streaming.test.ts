import { findSound, isSilent } from '@callwright/audio';
import type { CommandOf } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStreamBench, hum, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;
const names = ['trackStart', 'trackEnd', 'interruption', 'error'] as const;
let bench: StreamBench;
beforeEach(() => {
  bench = createStreamBench();
  bench.stream.start();
});
afterEach(async () => {
  await bench.stream.close();
  bench.checkEvents();
});

const piece = (text: string, more: Partial<CommandOf<'tts'>> = {}): void =>
  bench.stream.perform({ command: 'tts', streaming: true, playId: 'a', text, ...more });

describe('a text that comes in pieces', () => {
  it('is spoken sentence by sentence, each as soon as it is complete, and ends after the last sound', async () => {
    piece('xxxx');
    piece('x. yy');
    await bench.run(60);
    expect(isSilent(bench.leg.heard().slice(-160))).toBe(false);
    // `xxxxx.` is six letters of 20 ms; the rest is not complete.
    await bench.run(400);
    expect(bench.story(...names)).toEqual(['trackStart a']);
    expect(isSilent(bench.leg.heard().slice(-1600))).toBe(true);
    piece('yyy', { endOfStream: true });
    await bench.run(60);
    expect(bench.of('trackEnd')).toEqual([]);
    await bench.run(200);
    expect(bench.of('trackEnd')).toMatchObject([{ playId: 'a', durationMs: (6 + 5) * 20 }]);
    expect(bench.story(...names)).toEqual(['trackStart a', 'trackEnd a']);
    expect(findSound(bench.leg.heard(), hum('yyyyy', RATE_HZ)).correlation).toBeGreaterThan(0.99);
  });

  it('may end in an empty piece, in a sign of punctuation, or in nothing new', async () => {
    piece('xxxxx.');
    piece(' ... ');
    piece('', { endOfStream: true });
    await bench.run(300);
    expect(bench.story(...names)).toEqual(['trackStart a', 'trackEnd a']);
    expect(bench.of('trackEnd')[0]?.durationMs).toBe(120);
    piece('', { endOfStream: true });
    await bench.run(60);
    expect(bench.story(...names)).toEqual(['trackStart a', 'trackEnd a']);
  });

  it('of nothing at all begins and ends, so that nobody waits for it', async () => {
    piece('', { endOfStream: true });
    await bench.run(60);
    expect(bench.story(...names)).toEqual(['trackStart a', 'trackEnd a']);
  });

  it('goes behind a whole text of its play id, and one goes behind what has come of it', async () => {
    bench.stream.perform({ command: 'tts', text: 'xxxxx', playId: 'a' });
    piece('xx');
    bench.stream.perform({ command: 'tts', text: 'xxx', playId: 'a' });
    piece('xxxx', { endOfStream: true });
    await bench.run(400);
    expect(bench.story(...names)).toEqual(['trackStart a', 'trackEnd a']);
    expect(bench.of('trackEnd')[0]?.durationMs).toBe((5 + 2 + 3 + 4) * 20);
  });

  it('is replaced by a text of another play id', async () => {
    piece('xxxxxxxxxx. xx');
    await bench.run(60);
    bench.stream.perform({ command: 'tts', text: 'yy', playId: 'b' });
    await bench.run(31_000);
    expect(bench.story(...names)).toEqual([
      ...['trackStart a', 'interruption a', 'trackEnd a'],
      ...['trackStart b', 'trackEnd b'],
    ]);
  });

  it('whose pieces stop coming for half a minute ends with an error, after what has come of it', async () => {
    piece('xxxxx. xx');
    await bench.run(20_000);
    piece('xx');
    await bench.run(29_000);
    expect(bench.of('error', 'trackEnd')).toEqual([]);
    await bench.run(1500);
    expect(bench.story(...names)).toEqual(['trackStart a', 'error a', 'trackEnd a']);
    expect(bench.of('error')).toMatchObject([{ sender: 'tts', code: 'speech.timeout', playId: 'a' }]);
  });

  it('that the caller has ended is not taken up again by the pieces still on their way', async () => {
    piece('xxxxxxxxxxxxxxxxxxxx. ', { bargeIn: ['keys'] });
    await bench.run(100);
    bench.stream.onKey({ digit: '1', phase: 'start' });
    piece('More of it. ');
    piece('And the end.', { endOfStream: true });
    await bench.run(300);
    expect(bench.story(...names)).toEqual(['trackStart a', 'interruption a', 'trackEnd a']);
    // The end has come: the same play id is a new text now.
    piece('Again.', { endOfStream: true });
    await bench.run(300);
    expect(bench.story(...names).slice(3)).toEqual(['trackStart a', 'trackEnd a']);
  });

  it('plays on after a sentence that cannot be said', async () => {
    piece('bad\nxxxxx', { endOfStream: true });
    await bench.run(300);
    expect(bench.story(...names)).toEqual(['trackStart a', 'error a', 'trackEnd a']);
    expect(bench.of('trackEnd')[0]?.durationMs).toBe(100);
  });

  it('comes to its end gently after the sentence that is being spoken', async () => {
    piece('xxxxxxxxx. yyyyyyyyy. zzz');
    await bench.run(60);
    bench.stream.perform({ command: 'interrupt', graceful: true });
    await bench.run(600);
    expect(bench.of('trackEnd')[0]?.durationMs).toBe(200);
  });

  it('takes as many pieces a second as a fast model writes', async () => {
    for (let n = 0; n < 200; n += 1) piece(`${'x'.repeat(4)}. `);
    piece('', { endOfStream: true });
    await bench.run(200 * 100 + 100);
    expect(bench.of('error')).toEqual([]);
    expect(bench.of('trackEnd')[0]?.durationMs).toBe(200 * 100);
  });
});
