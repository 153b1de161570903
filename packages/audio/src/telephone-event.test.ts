import { beforeEach, describe, expect, it } from 'vitest';
import { formatTelephoneEvent, type KeyChange, KeyTracker, parseTelephoneEvent } from './telephone-event.js';

const packet = (digit: string, durationTicks: number, isEnd = false): Uint8Array =>
  formatTelephoneEvent({ digit, isEnd, volume: 10, durationTicks });

it('reads the key, the end bit, the volume and the duration', () => {
  expect(parseTelephoneEvent(Uint8Array.of(11, 0x8a, 0x03, 0x20))).toEqual({
    digit: '#',
    isEnd: true,
    volume: 10,
    durationTicks: 800,
  });
});

it('takes a flash and a cut-off payload for no key', () => {
  expect(parseTelephoneEvent(Uint8Array.of(16, 0, 0, 0))).toBeNull();
  expect(parseTelephoneEvent(Uint8Array.of(1, 0, 0))).toBeNull();
});

describe('the tracker', () => {
  let keys: KeyChange[];
  let tracker: KeyTracker;
  beforeEach(() => {
    keys = [];
    tracker = new KeyTracker(8000, (change) => keys.push(change));
  });
  const five = [
    { digit: '5', phase: 'start' },
    { digit: '5', phase: 'end', durationMs: 100 },
  ];

  it('makes one start and one end of many packets and three ends', () => {
    for (const ticks of [160, 320, 480, 640]) tracker.take(packet('5', ticks), 1000);
    for (let i = 0; i < 3; i++) tracker.take(packet('5', 800, true), 1000);
    expect(keys).toEqual(five);
  });

  it('knows a key of which only one end packet arrived', () => {
    tracker.take(packet('5', 800, true), 1000);
    expect(keys).toEqual(five);
  });

  it('ignores what arrives after the end, late or repeated', () => {
    tracker.take(packet('5', 800, true), 1000);
    tracker.take(packet('5', 320), 1000);
    tracker.take(packet('7', 800, true), 3000);
    tracker.take(packet('5', 800, true), 1000);
    expect(keys.map((key) => `${key.digit} ${key.phase}`)).toEqual(['5 start', '5 end', '7 start', '7 end']);
  });

  it('counts the same key pressed twice as two', () => {
    tracker.take(packet('5', 800, true), 1000);
    tracker.take(packet('5', 800, true), 3000);
    expect(keys).toEqual([...five, ...five]);
  });

  it('ends a key whose end was lost when the next one starts', () => {
    tracker.take(packet('5', 800), 1000);
    tracker.take(packet('6', 160), 3000);
    expect(keys).toEqual([...five, { digit: '6', phase: 'start' }]);
  });

  it('ends a key whose end was lost after 160 ms of nothing, not before', () => {
    tracker.take(packet('5', 800), 1000);
    for (let i = 0; i < 7; i++) tracker.tick();
    expect(keys).toHaveLength(1);
    tracker.tick();
    expect(keys).toEqual(five);
  });

  it('takes the segments of a very long key for one key', () => {
    tracker.take(packet('5', 0xffff), 1000);
    tracker.take(packet('5', 160), 1000 + 0xffff);
    tracker.take(packet('5', 465, true), 1000 + 0xffff);
    expect(keys).toEqual([
      { digit: '5', phase: 'start' },
      { digit: '5', phase: 'end', durationMs: 8250 },
    ]);
  });

  it('counts in the clock of the payload type', () => {
    const wide = new KeyTracker(48_000, (change) => keys.push(change));
    wide.take(packet('5', 4800, true), 1000);
    expect(keys).toEqual(five);
  });
});
