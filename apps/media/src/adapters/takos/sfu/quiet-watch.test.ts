import { EventEmitter } from 'node:events';
import { FakeClock } from '@callwright/flow-engine/testing';
import type { types } from 'mediasoup';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../platform/logging.js';
import { settle } from '../../../platform/settle.js';
import { QuietWatch } from './quiet-watch.js';

/** What a watch asks of a producer. */
class FakeProducer extends EventEmitter {
  readonly id = 'p-1';
  readonly observer = new EventEmitter();
  closed = false;
  packetCount = 0;
  traced: readonly string[] = [];

  async getStats() {
    if (this.closed) throw new Error('closed');
    return this.packetCount === 0 ? [] : [{ packetCount: this.packetCount }];
  }

  async enableTraceEvent(kinds: readonly string[]) {
    this.traced = kinds;
  }
}

let clock: FakeClock;
let quiet: string[];
let producer: FakeProducer;
let watch: QuietWatch;
beforeEach(() => {
  clock = new FakeClock();
  quiet = [];
  producer = new FakeProducer();
  watch = new QuietWatch({ quietMs: 30_000, clock, log: silentLog, onQuiet: (id) => void quiet.push(id) });
  watch.add(producer as unknown as types.Producer);
});

const pass = async (ms: number, meanwhile: () => void = () => undefined) => {
  for (let at = 0; at < ms; at += 5000) {
    meanwhile();
    clock.advance(5000);
    await settle();
  }
};

describe('a producer', () => {
  it('is quiet when nothing has come for the time that is set', async () => {
    await pass(25_000);
    expect(quiet).toEqual([]);
    await pass(5000);
    expect(quiet).toEqual(['p-1']);
  });

  it('is not while packets come, and is when they stop', async () => {
    await pass(120_000, () => {
      producer.packetCount += 1;
    });
    expect(quiet).toEqual([]);
    await pass(25_000);
    expect(quiet).toEqual([]);
    await pass(10_000);
    expect(quiet).not.toEqual([]);
  });

  it('is not while reports come without packets', async () => {
    expect(producer.traced).toEqual(['sr']);
    await pass(120_000, () => producer.emit('trace', { type: 'sr' }));
    expect(quiet).toEqual([]);
  });

  it('is not looked at any more when it is closed', async () => {
    producer.observer.emit('close');
    producer.closed = true;
    await pass(60_000);
    expect(quiet).toEqual([]);
    expect(clock.timerCount).toBe(0);
  });

  it('leaves no timer behind when the room ends', () => {
    watch.close();
    expect(clock.timerCount).toBe(0);
  });
});
