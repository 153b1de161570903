import { DtmfDetector } from '@callwright/audio';
import { expect, it, vi } from 'vitest';
import { ToneTrack } from './tone-track.js';

const row = (digits: string, onSent: () => void) => ({ digits, durationMs: 100, gapMs: 80, onSent });

it('takes no more keys than can be sent in a while, and more when some have been', () => {
  const track = new ToneTrack(8000);
  const onSent = vi.fn();
  for (let i = 0; i < 16; i += 1) track.send(row('1', onSent));
  expect(() => track.send(row('1', onSent))).toThrow(expect.objectContaining({ code: 'call.busy' }));
  const block = new Int16Array(160);
  while (onSent.mock.calls.length === 0) track.pull(block);
  track.send(row('1', onSent));
  while (onSent.mock.calls.length < 17) track.pull(block);
  expect(track.isIdle).toBe(false);
  track.pull(block);
  expect(track.isIdle).toBe(true);
});

it('sounds every key of every row for as long as it was asked to', () => {
  const heard: string[] = [];
  const detector = new DtmfDetector(8000, ({ digit, phase }) => void (phase === 'start' && heard.push(digit)));
  const track = new ToneTrack(8000);
  const onSent = vi.fn();
  track.send({ digits: '12,#', durationMs: 90, gapMs: 70, onSent });
  track.send({ digits: 'D', durationMs: 50, gapMs: 50, onSent });
  const block = new Int16Array(160);
  let loudBlocks = 0;
  for (let n = 0; n < 100; n++) {
    track.pull(block);
    detector.process(block);
    if (block.some((sample) => Math.abs(sample) > 5000)) loudBlocks += 1;
  }
  expect(heard.join('')).toBe('12#D');
  expect(onSent).toHaveBeenCalledTimes(2);
  // 90, 90, 90 and 50 ms touch 16 to 21 blocks.
  expect(loudBlocks).toBeGreaterThanOrEqual(16);
  expect(loudBlocks).toBeLessThanOrEqual(21);
});
