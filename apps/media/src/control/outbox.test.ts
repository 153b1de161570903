import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@callwright/flow-engine/testing';
import { type CallEnd, type CallId, type CallStart, callId, type JournalLine, workspaceId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../platform/logging.js';
import { Outbox } from './outbox.js';
import { type JournalBatch, Spool } from './spool.js';

const A = callId.parse('a');
const B = callId.parse('b');
const start = (id: CallId): CallStart => ({
  callId: id,
  workspaceId: workspaceId.parse('home'),
  protocol: 'memory',
  direction: 'inbound',
  from: '',
  to: '',
  endpointId: null,
  flow: null,
  parentCallId: null,
  startedAtMs: 1,
});
const line = (seq: number): JournalLine => ({ seq, atMs: seq, kind: 'problem', code: 'x', message: `line ${seq}` });
const end: CallEnd = {
  endedAtMs: 9,
  answeredAtMs: null,
  reason: 'completed',
  initiator: 'caller',
  outcome: 'completed',
  recording: null,
};

let dir: string;
let clock: FakeClock;
let outbox: Outbox;
let idCount = 0;

const openOutbox = (maxFiles?: number): Outbox =>
  new Outbox({
    clock,
    newId: () => `batch-${++idCount}`,
    log: silentLog,
    spool: new Spool({ dir, log: silentLog, maxFiles }),
    maxWaiting: 20,
  });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'callwright-spool-'));
  clock = new FakeClock();
  outbox = openOutbox();
});
afterEach(() => {
  outbox.close();
  expect(clock.timerCount).toBe(0);
  rmSync(dir, { recursive: true, force: true });
});

/** The api, as far as the outbox knows it: takes what is new by its lines' numbers, acknowledges when it is told to. */
class FakeApi {
  readonly received: JournalBatch[] = [];
  readonly #stored = new Map<CallId, number[]>();
  isAcking = true;

  readonly take = (batch: JournalBatch): void => {
    this.received.push(batch);
    const known = this.#stored.get(batch.callId) ?? [];
    const fresh = batch.lines.map(({ seq }) => seq).filter((seq) => !known.includes(seq));
    this.#stored.set(batch.callId, [...known, ...fresh]);
    if (this.isAcking) outbox.acknowledged(batch.batchId);
  };

  /** Numbers of a call's lines, in the order they arrived for the first time. */
  seqs(id: CallId): readonly number[] {
    return this.#stored.get(id) ?? [];
  }

  acknowledgeAll(): void {
    for (const { batchId } of this.received) outbox.acknowledged(batchId);
  }
}

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, at) => from + at);
/** So many batches of one line each. */
const writeBatches = (id: CallId, count: number, from = 0): void => {
  for (const seq of numbers(count, from)) {
    outbox.line(id, line(seq));
    outbox.flush();
  }
};

describe('an outbox', () => {
  it('gathers lines for a moment, and tells of a call in order: start, lines, end', () => {
    const api = new FakeApi();
    outbox.connected(api.take);
    outbox.started(start(A));
    outbox.line(A, line(0));
    outbox.line(A, line(1));
    expect(api.received).toEqual([]);
    clock.advance(100);
    outbox.line(A, line(2));
    outbox.ended(A, end);
    expect(api.received).toMatchObject([
      { callId: A, start: { callId: A }, lines: [{ seq: 0 }, { seq: 1 }] },
      { callId: A, lines: [{ seq: 2 }], end: { reason: 'completed' } },
    ]);
    expect(outbox.backlog).toBe(0);
  });

  it('keeps the calls apart, and does not wait with many lines', () => {
    const api = new FakeApi();
    outbox.connected(api.take);
    outbox.line(B, line(0));
    for (const seq of numbers(200)) outbox.line(A, line(seq));
    expect(api.received.map(({ callId: id, lines }) => [id, lines.length])).toEqual([
      [B, 1],
      [A, 200],
    ]);
  });

  it('sends no more than so many at a time, and goes on as they are acknowledged', () => {
    const api = new FakeApi();
    api.isAcking = false;
    outbox.connected(api.take);
    writeBatches(A, 60);
    expect(api.received).toHaveLength(50);
    expect(outbox.backlog).toBe(60);
    for (const { batchId } of api.received.slice(0, 4)) outbox.acknowledged(batchId);
    expect(api.received).toHaveLength(54);
  });

  it('writes to disk while the api is away, and tells it everything in order when it is back', () => {
    outbox.started(start(A));
    writeBatches(A, 5);
    expect(readdirSync(dir)).toHaveLength(5);
    const api = new FakeApi();
    outbox.connected(api.take);
    writeBatches(A, 2, 5);
    expect(api.seqs(A)).toEqual(numbers(7));
    expect(api.received[0]?.start).toMatchObject({ callId: A });
    expect(readdirSync(dir)).toEqual([]);
    expect(outbox.backlog).toBe(0);
  });

  it('sends again what was not acknowledged before the link broke, before what came later', () => {
    const first = new FakeApi();
    first.isAcking = false;
    outbox.connected(first.take);
    writeBatches(A, 55);
    outbox.disconnected();
    writeBatches(A, 3, 55);
    const second = new FakeApi();
    outbox.connected(second.take);
    expect(second.received.flatMap(({ lines }) => lines.map(({ seq }) => seq))).toEqual(numbers(58));
  });

  it('keeps the order when the api is so slow that memory does not suffice', () => {
    const api = new FakeApi();
    api.isAcking = false;
    outbox.connected(api.take);
    writeBatches(A, 100);
    outbox.disconnected();
    const second = new FakeApi();
    outbox.connected(second.take);
    expect(second.received.flatMap(({ lines }) => lines.map(({ seq }) => seq))).toEqual(numbers(100));
    expect(outbox.droppedCount).toBe(0);
  });

  it('comes to an end with a slow api: what it acknowledges late is not sent for ever', () => {
    const api = new FakeApi();
    api.isAcking = false;
    outbox.connected(api.take);
    writeBatches(A, 90);
    api.isAcking = true;
    api.acknowledgeAll();
    expect(outbox.backlog).toBe(0);
    expect(api.seqs(A).toSorted((a, b) => a - b)).toEqual(numbers(90));
  });

  it('hands what is left to the process after it', () => {
    writeBatches(A, 3);
    outbox.line(A, line(3));
    outbox.close();
    outbox = openOutbox();
    expect(outbox.backlog).toBe(4);
    writeBatches(A, 1, 4);
    const api = new FakeApi();
    outbox.connected(api.take);
    expect(api.received.flatMap(({ lines }) => lines.map(({ seq }) => seq))).toEqual(numbers(5));
  });

  it('holds what the disk refuses in memory, in order, and counts what neither can take', () => {
    outbox.close();
    outbox = openOutbox(2);
    writeBatches(A, 25);
    expect(outbox.droppedCount).toBe(3);
    expect(outbox.backlog).toBe(22);
    const api = new FakeApi();
    outbox.connected(api.take);
    expect(api.seqs(A)).toEqual(numbers(22));
  });

  it('counts what is lost at its end, when the disk is full', () => {
    outbox.close();
    outbox = openOutbox(0);
    writeBatches(A, 2);
    outbox.close();
    expect(outbox.droppedCount).toBe(2);
  });
});

describe('a spool', () => {
  const spool = () => new Spool({ dir, log: silentLog });
  const batch = (batchId: string): JournalBatch => ({ type: 'journal', batchId, callId: A, lines: [line(0)] });

  it('gives the oldest first, as often as it is asked, until it is removed', () => {
    const kept = spool();
    for (const id of ['one', 'two']) expect(kept.write(batch(id))).toBe(true);
    expect([kept.first(), kept.first()]).toEqual([batch('one'), batch('one')]);
    kept.removeFirst();
    expect(kept.first()).toEqual(batch('two'));
    kept.removeFirst();
    kept.removeFirst();
    expect(kept.first()).toBeNull();
    expect(kept.size).toBe(0);
  });

  it.each([
    ['half a file', '{"type":"journal","batchId"'],
    ['something else', 'null'],
    ['another message', '{"type":"pong","at":1}'],
  ])('sets %s aside, and goes on with the next', (_what, text) => {
    const first = spool();
    first.write(batch('one'));
    first.write(batch('two'));
    writeFileSync(join(dir, '000000000001.json'), text);
    const kept = spool();
    expect(kept.first()).toEqual(batch('two'));
    expect(readdirSync(dir).toSorted()).toEqual(['000000000001.json.unreadable', '000000000002.json']);
  });

  it('goes on with the next when a file has been taken away', () => {
    const kept = spool();
    kept.write(batch('one'));
    kept.write(batch('two'));
    rmSync(join(dir, '000000000001.json'));
    expect(kept.first()).toEqual(batch('two'));
  });

  it('takes no notice of files that are not its own, and clears away what was written by half', () => {
    writeFileSync(join(dir, 'notes.json'), '{}');
    writeFileSync(join(dir, '000000000007.json.tmp'), '{');
    const kept = spool();
    expect(kept.size).toBe(0);
    kept.write(batch('one'));
    expect(kept.first()).toEqual(batch('one'));
    expect(readdirSync(dir).toSorted()).toEqual(['000000000001.json', 'notes.json']);
  });

  it('refuses what the disk refuses', () => {
    const kept = spool();
    rmSync(dir, { recursive: true });
    writeFileSync(dir, 'a file where the folder was');
    expect(kept.write(batch('one'))).toBe(false);
    expect(kept.size).toBe(0);
  });
});
