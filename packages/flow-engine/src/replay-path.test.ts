import type { JournalLine } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { compileFlow } from './program.js';
import { replayPath } from './replay-path.js';
import { runScript } from './simulator/run-script.js';
import { callInMemory } from './testing/call-in-memory.js';
import { drawFlow, type FlowSketch } from './testing/draw-flow.js';
import { sampleNodes } from './testing/sample-nodes.js';

const sketch = {
  steps: { hello: ['tell', { text: 'Hello.' }], menu: ['ask'], bye: ['tell', { text: 'Bye.' }] },
  lines: [
    ['hello', 'done', 'menu'],
    ['menu', 'key1', 'bye'],
  ],
} satisfies FlowSketch;
const call = callInMemory({ flow: drawFlow(sketch), nodeTypes: sampleNodes, script: (caller) => caller.presses('1') });
const replayIn = (change: FlowSketch, journal: readonly JournalLine[] = call.journal) =>
  replayPath(compileFlow(drawFlow(change), sampleNodes), journal);

describe('a call taken through a flow again', () => {
  it('is the same in the same flow, turn for turn', () => {
    const turns = call.journal.filter((line) => line.kind === 'event' && line.toFlow).length;
    expect(replayIn(sketch)).toEqual({ turns, change: null, divergence: null });
  });

  it('goes the same way with other words, and says where they are', () => {
    const { change, divergence, turns } = replayIn({
      ...sketch,
      steps: { ...sketch.steps, bye: ['tell', { text: 'Farewell.' }] },
    });
    expect(divergence).toBeNull();
    expect(turns).toBe(replayIn(sketch).turns);
    expect(change).toMatchObject({
      step: 'menu',
      event: { event: 'gatherResult' },
      recorded: { command: { text: 'Bye.' } },
      now: { command: { text: 'Farewell.' } },
    });
  });

  it('ends where another step follows, and says what was recorded there and what is now', () => {
    const { divergence, turns } = replayIn({
      ...sketch,
      lines: [
        ['hello', 'done', 'menu'],
        ['menu', 'key1', 'hello'],
      ],
    });
    expect(divergence).toMatchObject({
      step: 'menu',
      subflow: null,
      recorded: { move: 'enters', step: 'bye' },
      now: { move: 'enters', step: 'hello' },
    });
    expect(divergence?.atMs).toBeGreaterThan(0);
    expect(turns).toBeLessThan(replayIn(sketch).turns);
  });

  it('tells an end that comes too early from a way that goes on', () => {
    const { divergence } = replayIn({ ...sketch, lines: [['hello', 'done', 'menu']] });
    expect(divergence?.recorded).toEqual({ move: 'enters', step: 'bye', subflow: null });
    expect(divergence?.now?.move).not.toBe('enters');
  });

  it('looks only at what the flow was given', () => {
    const unseen: JournalLine = { seq: 999, atMs: 0, kind: 'problem', code: 'x', message: 'x' };
    expect(replayIn(sketch, [unseen, ...call.journal]).change).toBeNull();
    expect(replayIn(sketch, [])).toEqual({ turns: 0, change: null, divergence: null });
  });
});

describe('a call through a flow that is called, taken again', () => {
  const main: FlowSketch = {
    steps: { go: ['call'], bye: ['stop', { text: 'Bye.' }] },
    lines: [['go', 'done', 'bye']],
  };
  const called = (words: string, last = 'key1'): FlowSketch => ({
    steps: { hello: ['tell', { text: words }], menu: ['ask'], back: ['give'] },
    lines: [
      ['hello', 'done', 'menu'],
      ['menu', last, 'back'],
    ],
  });
  const compiled = (sub: FlowSketch) => compileFlow(drawFlow(main), sampleNodes, new Map([['other', drawFlow(sub)]]));
  const { journal } = runScript(compiled(called('Hello.')), { given: {}, when: [{ presses: '1' }] });

  it('is the same where nothing has changed', () => {
    expect(replayPath(compiled(called('Hello.')), journal)).toMatchObject({ change: null, divergence: null });
  });

  it('says in which flow something else is said', () => {
    expect(replayPath(compiled(called('Good morning.')), journal)).toMatchObject({
      change: { recorded: { command: { text: 'Hello.' } }, now: { command: { text: 'Good morning.' } } },
      divergence: null,
    });
  });

  it('says in which step of the flow that is called it parts', () => {
    expect(replayPath(compiled(called('Hello.', 'key2')), journal).divergence).toMatchObject({
      step: 'menu',
      subflow: 'other',
      recorded: { move: 'enters', step: 'back', subflow: 'other' },
      now: { move: 'ends' },
    });
  });
});
