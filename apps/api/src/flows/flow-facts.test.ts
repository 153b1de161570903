import { emptyDocument, flowTemplates } from '@callwright/nodes';
import { describe, expect, it } from 'vitest';
import { factsOf, logicHash, proofOf } from './flow-facts.js';

const template = flowTemplates[0]?.document ?? emptyDocument();

describe('factsOf', () => {
  it('counts steps and problems', () => {
    const empty = emptyDocument();
    expect(factsOf(empty, proofOf(empty).problems)).toMatchObject({ stepCount: 0, errorCount: 1, warningCount: 0 });
    expect(factsOf(template, proofOf(template).problems)).toMatchObject({
      stepCount: template.flow.nodes.length,
      errorCount: 0,
    });
  });
});

describe('logicHash', () => {
  it('does not see the order of keys', () => {
    const [first, ...rest] = template.flow.nodes;
    if (!first) throw new Error('the template has no step');
    const { config, name, type, id } = first;
    const turned = { ...template.flow, nodes: [{ config, name, type, id }, ...rest] };
    expect(logicHash(turned)).toBe(logicHash(template.flow));
  });

  it('sees a changed word and a changed order of steps', () => {
    const { flow } = template;
    const renamed = { ...flow, nodes: flow.nodes.map((node, i) => (i === 0 ? { ...node, name: 'Other' } : node)) };
    expect(logicHash(renamed)).not.toBe(logicHash(flow));
    expect(logicHash({ ...flow, nodes: flow.nodes.toReversed() })).not.toBe(logicHash(flow));
  });
});
