import { describe, expect, it } from 'vitest';
import type { ScriptedCaller } from '../simulator/scripted-caller.js';
import { callInMemory } from './call-in-memory.js';
import { docExamples } from './doc-examples.js';
import { drawFlow, type FlowSketch } from './draw-flow.js';
import { NodeCoverage } from './node-coverage.js';
import { sampleNodes } from './sample-nodes.js';

const cover = (type: string, steps: FlowSketch['steps'], scripts: readonly ((caller: ScriptedCaller) => void)[]) => {
  const coverage = new NodeCoverage(type);
  const flow = drawFlow({ steps });
  for (const script of scripts) coverage.add(callInMemory({ flow, nodeTypes: sampleNodes, script }));
  return coverage.gaps();
};

describe('NodeCoverage', () => {
  it('misses exits, timers, interruptions and hang-ups that no call has shown', () => {
    const menu = { menu: ['ask'] } as const;
    expect(cover('ask', menu, [(caller) => caller.presses('1')])).toEqual([
      'exit key2 was never taken',
      'exit none was never taken',
      'exit failed was never taken',
      'nobody hung up in the middle',
      'nobody interrupted it',
    ]);
    expect(cover('pause', { wait: ['pause'] }, [(caller) => caller.hangsUp({ afterMs: 1 })])).toEqual([
      'exit done was never taken',
      'timer quiet never fired',
    ]);
  });

  it('is content when calls have shown everything', () => {
    const scripts = [(caller: ScriptedCaller) => caller.isSilent(2000), (caller: ScriptedCaller) => caller.hangsUp()];
    expect(cover('pause', { wait: ['pause'] }, scripts)).toEqual([]);
  });

  it('asks for no hang-up in the middle of a step that has no middle', () => {
    expect(cover('keep', { a: ['keep'] }, [() => undefined])).toEqual([]);
  });

  it('looks at its own kind of step only', () => {
    const steps = { a: ['keep'], menu: ['ask'] } as const;
    expect(cover('keep', steps, [() => undefined])).toEqual([]);
  });
});

describe('docExamples', () => {
  it('reads every YAML block as a flow that begins at its first step', () => {
    const block = (id: string) =>
      `\`\`\`yaml\nsteps:\n  ${id}: { type: say, config: { text: Hi }, exits: { done: z } }\n  z: { type: hangup }\n\`\`\`\n`;
    const flows = docExamples(`# Title\n${block('a')}text\n${block('b')}`);
    expect(flows.map(({ start }) => start)).toEqual(['a', 'b']);
    expect(flows[1]?.edges).toEqual([{ from: 'b', exit: 'done', to: 'z' }]);
    expect(docExamples('# Nothing')).toEqual([]);
  });

  it('refuses what cannot be pasted into a flow file', () => {
    expect(() => docExamples('```yaml\n- id: a\n```\n')).toThrow();
    expect(() => docExamples('```yaml\nsteps: { a: { kind: say } }\n```\n')).toThrow('kind');
  });
});
