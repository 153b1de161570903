import { checkFlow } from '@callwright/flow-engine';
import { callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definitions } from '../index.js';
import { definition, GoToConfig } from './definition.js';

const coverage = new NodeCoverage('goTo');
const flowTo = (to: string, lines: readonly (readonly [string, string, string])[] = []) =>
  drawFlow({
    steps: { jump: ['goTo', { to }], hello: ['say', { text: 'Hello.' }], bye: ['hangup'] },
    lines: [['hello', 'done', 'bye'], ...lines],
  });
const problemsOf = (flow: ReturnType<typeof flowTo>) =>
  checkFlow(flow, definitions).map(({ severity, code, nodeId }) => `${severity} ${code} ${nodeId}`);

describe('goTo', () => {
  it('goes on at the step it names, without a line', () => {
    const flow = flowTo('hello');
    expect(problemsOf(flow)).toEqual([]);
    const { path, exits, heard } = coverage.add(callInMemory({ flow, nodeTypes }));
    expect(path).toEqual(['jump', 'hello', 'bye']);
    expect(exits).toEqual(['jump.there', 'hello.done']);
    expect(heard).toEqual(['Hello.']);
  });

  it('must name a step that there is', () => {
    expect(problemsOf(flowTo('gone'))).toContain('error looseEdge jump');
    expect(problemsOf(flowTo(''))).toContain('error openExit jump');
  });

  it('leads to one place only', () => {
    expect(problemsOf(flowTo('hello', [['jump', 'there', 'bye']]))).toContain('error doubleEdge jump');
  });

  it('fails, and nothing worse, when a call gets there and the step is gone', () => {
    const { instance } = coverage.add(callInMemory({ flow: flowTo('gone'), nodeTypes }));
    expect(instance.status).toBe('failed');
  });

  it('ends the call politely when it names nothing', () => {
    expect(coverage.add(callInMemory({ flow: flowTo(''), nodeTypes })).reason).toBe('completed');
  });

  it('goes round without a question only in vain: the check says so', () => {
    const flow = drawFlow({
      steps: { hello: ['say', { text: 'Hello.' }], again: ['goTo', { to: 'hello' }] },
      lines: [['hello', 'done', 'again']],
    });
    expect(checkFlow(flow, definitions).map(({ code }) => code)).toContain('silentLoop');
  });

  it('shows where it goes', () => {
    expect(definition.summary(GoToConfig.parse({ to: 'main' }))).toBe('main');
    expect(definition.summary(GoToConfig.parse({}))).toBe('?');
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
