import { expect, it } from 'vitest';
import { SignalTrace } from './signal-trace.js';
import { asked } from './signals.fixture.js';

const added = (trace: SignalTrace, count: number, message = 'OPTIONS sip:a SIP/2.0\r\n\r\n') => {
  for (let at = 0; at < count; at++) trace.add({ ...asked('in', 'OPTIONS'), atMs: at, message });
  return trace;
};
const limits = { maxEntries: 5, maxMessageChars: 100, maxChars: 10_000 };

it('keeps messages in their order and without their secrets', () => {
  const trace = new SignalTrace();
  trace.add(asked('in', 'INVITE', 1, 'Authorization: Digest response="abc"'));
  trace.add(asked('in', 'BYE', 2));
  const { entries, droppedCount } = trace.kept();
  expect(entries.map(({ message }) => message.slice(0, 6))).toEqual(['INVITE', 'BYE si']);
  expect(entries[0]?.message).toContain('response="xxx"');
  expect(droppedCount).toBe(0);
});

it('keeps the beginning and the end when there are too many', () => {
  const { entries, droppedCount } = added(new SignalTrace(limits), 20).kept();
  expect(entries.map(({ atMs }) => atMs)).toEqual([0, 1, 2, 18, 19]);
  expect(droppedCount).toBe(15);
});

it('cuts what is too long, and keeps all together within its bound', () => {
  const trace = added(new SignalTrace({ ...limits, maxEntries: 100, maxChars: 1000 }), 50, 'x'.repeat(500));
  const { entries, droppedCount } = trace.kept();
  expect(entries.map(({ message }) => message.length)).toEqual(Array.from({ length: 10 }, () => 100));
  expect(entries.at(-1)?.atMs).toBe(49);
  expect(entries[4]?.atMs).toBe(4);
  expect(droppedCount).toBe(40);
});
