import type { JournalLine } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { compileFlow } from '../program.js';
import type { ScriptAct } from '../script/script.js';
import { runScript } from '../simulator/run-script.js';
import { drawFlow } from '../testing/draw-flow.js';
import { sampleNodes } from '../testing/sample-nodes.js';
import { serviceNodes } from '../testing/service-nodes.js';
import { longestSilence } from './longest-silence.js';

/** So long a key sounds. */
const KEY_MS = 100;
const dial = { command: 'dial', dialId: 'd', targets: [{ target: 'desk' }] };
const program = compileFlow(
  drawFlow({
    steps: {
      menu: ['ask', { timeoutMs: 4_000 }],
      wait: ['pause', { quietMs: 20_000 }],
      desk: ['order', { command: dial }],
      bye: ['stop', { text: 'Bye.' }],
    },
    lines: [
      ['menu', 'key1', 'wait'],
      ['menu', 'key2', 'desk'],
      ['menu', 'none', 'bye'],
      ['wait', 'done', 'bye'],
      ['desk', 'done', 'bye'],
    ],
  }),
  [...sampleNodes, ...serviceNodes],
);
const journalOf = (...when: readonly ScriptAct[]): readonly JournalLine[] =>
  runScript(program, { given: {}, when: [...when] }).journal;

describe('the longest silence', () => {
  it('is the time nothing plays, and belongs to the step it was spent in', () => {
    expect(longestSilence(journalOf({ presses: '1' }))).toEqual({ silenceMs: 20_000 - KEY_MS, nodeId: 'wait' });
    expect(longestSilence(journalOf())).toEqual({ silenceMs: 4_000, nodeId: 'menu' });
  });

  it('begins again with each key', () => {
    const journal = journalOf({ presses: '1' }, { presses: '5', afterMs: 15_000 });
    expect(longestSilence(journal)).toEqual({ silenceMs: 20_000 - KEY_MS, nodeId: 'wait' });
    expect(longestSilence(journalOf({ presses: '1' }, { presses: '#', afterMs: 15_000 })).silenceMs).toBe(15_000);
  });

  it('is not what the caller hears of another line', () => {
    const talk = { line: { outcome: 'answered', afterMs: 9_000, talkMs: 60_000 } } as const;
    expect(longestSilence(journalOf({ presses: '2' }, talk)).silenceMs).toBeLessThan(1_000);
  });

  it('is none in a call in which nothing happened', () => {
    expect(longestSilence([])).toEqual({ silenceMs: 0, nodeId: null });
  });
});
