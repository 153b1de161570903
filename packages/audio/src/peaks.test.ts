import { expect, it } from 'vitest';
import { PeakCollector } from './peaks.js';

it('names the loudest sample of each slice', () => {
  const second = new Int16Array(8000);
  second[100] = -16_384;
  second[7999] = 32_767;
  const collector = new PeakCollector(8000, 1, 4);
  collector.add(second);
  expect(collector.peaks().channels).toEqual([[0.5, 0, 0, 1]]);
});

it('finds the same in pieces that end anywhere as in one', () => {
  const interleaved = Int16Array.from({ length: 2 * 4410 }, (_, i) => ((i * 7919) % 65_536) - 32_768);
  const whole = new PeakCollector(44_100, 2, 50);
  whole.add(interleaved);
  const pieces = new PeakCollector(44_100, 2, 50);
  for (let at = 0; at < interleaved.length; at += 34) pieces.add(interleaved.subarray(at, at + 34));
  expect(pieces.peaks()).toEqual(whole.peaks());
  expect(whole.peaks().channels.map((channel) => channel.length)).toEqual([5, 5]);
});

it('keeps the channels apart', () => {
  const collector = new PeakCollector(8000, 2, 1);
  collector.add(Int16Array.of(32_767, 0, 0, -16_384));
  expect(collector.peaks()).toEqual({ perSecond: 1, channels: [[1], [0.5]] });
});
