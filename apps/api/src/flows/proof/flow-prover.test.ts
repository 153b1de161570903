import { drawFlow } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../platform/clock.js';
import { silentLog } from '../../platform/log.js';
import { FlowProver } from './flow-prover.js';

const calling = { flow: drawFlow({ steps: { call: ['subflow', { flow: 'f' }] } }), layout: { nodes: {}, notes: [] } };
const called = drawFlow({ steps: { back: ['return'] } });

describe('what was proved', () => {
  it('is not proved again while the flow and all it depends on are the same', async () => {
    const prover = new FlowProver(new SystemClock(), silentLog);
    const prove = (library = new Map([['f', called]]), prompts = ['tune']) =>
      prover.prove(calling, { library, prompts }, 'w1');
    const proof = await prove();
    expect(await prove()).toBe(proof);
    expect(await prove(new Map())).not.toBe(proof);
    expect(await prove(new Map([['f', { ...called, start: null }]]))).not.toBe(proof);
    expect(await prove(undefined, [])).not.toBe(proof);
    expect(await prove()).toBe(proof);
  });
});
