import { nodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { FALLBACK_STEPS, MAX_SILENT_STEPS } from './bounds.js';
import { FAILURE_PLAY_ID, FAILURE_REFER_ID } from './last-words.js';
import { drawFlow, type FlowSketch } from './testing/draw-flow.js';
import { DrivenFlow, stepNode } from './testing/driven-flow.js';
import { at, key, played, started } from './testing/engine-events.js';

const waits = stepNode('waits', { enter: () => ({ next: 'wait', local: null }) });
const passes = stepNode('passes', { enter: () => ({ next: 'exit', exit: 'done' }) });
const breaks = stepNode('breaks', {
  enter: () => {
    throw new Error('broken');
  },
});
const hugs = stepNode('hugs', { enter: () => ({ next: 'exit', exit: 'done', set: { big: 'x'.repeat(70_000) } }) });
const counts = stepNode('counts', {
  enter: () => ({ next: 'wait', local: null }),
  on: (event) => (event.event === 'dtmf' ? { next: 'exit', exit: 'done' } : { next: 'wait', local: null }),
});
const nodes = [waits, passes, breaks, hugs, counts];
const start = (sketch: FlowSketch, fallback = {}) =>
  new DrivenFlow(drawFlow(sketch), nodes).see({ ...started, fallback } as typeof started);
const referred = (status: 'trying' | 'answered' | 'ended' | 'busy') =>
  ({ event: 'referStatus', referId: FAILURE_REFER_ID, status, target: 'desk', ...at }) as const;

describe('a step that fails', () => {
  it('is left by its own way out for that', () => {
    const flow = start({ steps: { a: ['breaks'], b: ['waits'] }, lines: [['a', 'failed', 'b']] });
    expect(flow.instance).toMatchObject({ status: 'running', node: 'b' });
    expect(flow.told('stepFailed')).toMatchObject([{ nodeId: 'a', code: 'flow.nodeFailed', message: 'broken' }]);
  });

  it('leads to the step of the flow that takes over, once, which is told what went wrong', () => {
    const failure = { prompt: 'Sorry.', node: nodeId.parse('rescue') };
    const flow = start({
      steps: { a: ['breaks'], rescue: ['counts'], c: ['breaks'] },
      lines: [['rescue', 'done', 'c']],
      settings: { failure },
    });
    expect(flow.instance).toMatchObject({
      node: 'rescue',
      hasFallenBack: true,
      vars: { error: { code: 'flow.nodeFailed', message: 'broken', step: 'a' } },
    });
    flow.see(key('1'));
    expect(flow.instance.status).toBe('failed');
    expect(flow.commands).toMatchObject([
      { command: 'tts', text: 'Sorry.', playId: FAILURE_PLAY_ID, autoHangup: true },
    ]);
  });

  it('passes the call on after the last words, and hangs up when nobody takes it', () => {
    const flow = start({ steps: { a: ['breaks'] }, settings: { failure: { prompt: 'Sorry.', target: 'desk' } } });
    expect(flow.commands).toMatchObject([{ command: 'tts', text: 'Sorry.' }]);
    expect(flow.commands[0]).not.toHaveProperty('autoHangup');
    flow.see(played(FAILURE_PLAY_ID));
    expect(flow.commands.at(-1)).toMatchObject({ command: 'refer', target: 'desk', referId: FAILURE_REFER_ID });
    flow.see(referred('trying'), referred('answered'));
    expect(flow.commands).toHaveLength(2);
    flow.see(referred('busy'));
    expect(flow.commands.at(-1)).toMatchObject({ command: 'hangup', reason: 'failed' });
  });

  it('uses what the platform says where the flow says nothing', () => {
    const settings = { failure: { prompt: '' } };
    const flow = start({ steps: { a: ['breaks'] }, settings }, { prompt: 'One moment.', target: 'operator' });
    expect(flow.commands).toMatchObject([{ command: 'tts', text: 'One moment.' }]);
    flow.see({
      event: 'error',
      sender: 'tts',
      error: 'no voice',
      code: 'speech.ttsFailed',
      playId: FAILURE_PLAY_ID,
      ...at,
    });
    expect(flow.commands.at(-1)).toMatchObject({ command: 'refer', target: 'operator' });
    const silent = start({ steps: { a: ['breaks'] }, settings }, { target: 'operator' });
    expect(silent.commands).toMatchObject([{ command: 'refer', target: 'operator' }]);
  });
});

describe('a bound', () => {
  it('on the size of a variable is a failure of the step that writes it', () => {
    const flow = start({ steps: { a: ['hugs'], b: ['waits'] }, lines: [['a', 'failed', 'b']] });
    expect(flow.instance).toMatchObject({ node: 'b', vars: { name: 'Ada' } });
    expect(flow.told('stepFailed')).toMatchObject([{ code: 'flow.valueTooLarge' }]);
  });

  it('on steps leaves the step that takes over a few of its own', () => {
    const failure = { prompt: '', node: nodeId.parse('r') };
    const steps = { a: ['passes'], r: ['passes'] } as const;
    const flow = start({
      steps,
      lines: [
        ['a', 'done', 'a'],
        ['r', 'done', 'r'],
      ],
      settings: { failure },
    });
    expect(flow.path.filter((step) => step === 'a')).toHaveLength(MAX_SILENT_STEPS);
    expect(flow.path.filter((step) => step === 'r')).toHaveLength(FALLBACK_STEPS);
    expect(flow.instance.status).toBe('failed');
  });

  it('on all steps of a call holds however busy the caller is', () => {
    const flow = start({ steps: { a: ['counts'] }, lines: [['a', 'done', 'a']] });
    for (let pressed = 0; pressed < 10_001; pressed += 1) flow.see(key('1'));
    expect(flow.instance.status).toBe('failed');
    expect(flow.told('flowFailed')).toMatchObject([{ code: 'flow.tooManySteps' }]);
  });
});
