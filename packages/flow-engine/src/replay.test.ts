import type { JournalLine } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { compileFlow } from './program.js';
import { replayJournal } from './replay.js';
import { callInMemory } from './testing/call-in-memory.js';
import { drawFlow } from './testing/draw-flow.js';
import { sampleNodes } from './testing/sample-nodes.js';

const flow = drawFlow({
  steps: { hello: ['tell', { text: 'Hello {{ call.from }}.' }], menu: ['ask'], bye: ['tell', { text: 'Bye.' }] },
  lines: [
    ['hello', 'done', 'menu'],
    ['menu', 'key1', 'bye'],
  ],
});
const call = callInMemory({ flow, nodeTypes: sampleNodes, script: (caller) => caller.presses('1') });
const replay = (lines: readonly JournalLine[]) => replayJournal(call.program, null, lines);

describe('replayJournal', () => {
  it('gives what was recorded, and ends where the call did', () => {
    const turns = call.journal.filter((line) => line.kind === 'event' && line.toFlow).length;
    expect(replay(call.journal)).toEqual({ instance: call.instance, turns, difference: null });
    expect(turns).toBeGreaterThan(8);
  });

  it('does not mind that a database sorted the keys', () => {
    const sorted = JSON.parse(JSON.stringify(call.journal), (_, value) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)))
        : value,
    );
    expect(JSON.stringify(sorted)).not.toBe(JSON.stringify(call.journal));
    expect(replay(sorted).difference).toBeNull();
  });

  it('finds a changed effect, and where', () => {
    const at = call.journal.findIndex((line) => line.kind === 'effect' && line.effect.effect === 'stepLeft');
    const changed = call.journal.map(
      (line, index): JournalLine =>
        index === at && line.kind === 'effect' && line.effect.effect === 'stepLeft'
          ? { ...line, effect: { ...line.effect, exit: 'failed' } }
          : line,
    );
    const line = call.journal[at];
    const { difference } = replay(changed);
    expect(difference?.seq).toBe(line?.kind === 'effect' ? line.cause : Number.NaN);
    expect(difference?.recorded[0]).toMatchObject({ effect: 'stepLeft', exit: 'failed' });
    expect(difference?.replayed[0]).toMatchObject({ effect: 'stepLeft', exit: 'done' });
  });

  it('finds a lost effect', () => {
    const at = call.journal.findIndex((line) => line.kind === 'effect' && line.effect.effect === 'variableSet');
    expect(at).toBeGreaterThan(0);
    expect(replay(call.journal.filter((_, index) => index !== at)).difference).not.toBeNull();
  });

  it('finds that the flow is another', () => {
    const other = { ...flow, nodes: flow.nodes.map((node) => ({ ...node, config: { ...node.config, text: 'Hi.' } })) };
    const { difference, turns } = replayJournal(compileFlow(other, sampleNodes), null, call.journal);
    expect(difference?.replayed).toMatchObject([{}, { command: { text: 'Hi.' } }]);
    expect(turns).toBe(3);
  });

  it('leaves out what the flow was never given', () => {
    const unseen: JournalLine = {
      seq: 999,
      atMs: 0,
      kind: 'event',
      event: { event: 'flowStarted', timestamp: 0, input: {} },
    };
    expect(replay([unseen, ...call.journal]).difference).toBeNull();
  });
});
