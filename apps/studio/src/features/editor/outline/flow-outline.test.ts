import { definitionByType, emptyDocument, flowTemplates } from '@callwright/nodes';
import { type FlowDocument, flowDocument } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { apply } from '../model/apply';
import { flowOutline } from './flow-outline';

const document = flowTemplates.find(({ id }) => id === 'menu')?.document as FlowDocument;
const linesOf = (flow: FlowDocument) =>
  flowOutline(flow, definitionByType).map(
    ({ node, depth, via, isMention, isReached }) =>
      `${'  '.repeat(depth)}${via ? `${via.key ?? via.label}: ` : ''}${node.name}${isMention ? ' (above)' : ''}${isReached ? '' : ' (never)'}`,
  );

describe('a flow as a list', () => {
  it('goes down each way in turn and mentions a step again where another way leads to it', () => {
    expect(linesOf(document)).toEqual([
      'Welcome',
      '  Then: Main menu',
      '    1: Book a visit',
      '      Then: Goodbye',
      '    2: Billing',
      '      Then: Goodbye (above)',
      '    3: Opening hours',
      '      Then: Goodbye (above)',
      '    No answer: Nobody there',
      '    Not understood: Nobody there (above)',
    ]);
  });

  it('ends with what no call reaches', () => {
    const cut = apply(document, { command: 'disconnect', from: 'main', exit: 'billing' }).document;
    expect(linesOf(cut).slice(-2)).toEqual(['Billing (never)', '  Then: Goodbye (above) (never)']);
  });

  it('goes on where a step goes to without a line', () => {
    const cut = apply(document, { command: 'disconnect', from: 'main', exit: 'billing' }).document;
    const goTo = { id: 'to-billing', type: 'goTo', name: 'To billing', config: { to: 'billing' } } as const;
    const flow = flowDocument.parse({ ...cut, flow: { ...cut.flow, nodes: [...cut.flow.nodes, goTo] } });
    const joined = apply(flow, { command: 'connect', from: 'main', exit: 'billing', to: 'to-billing' }).document;
    expect(linesOf(joined).slice(4, 8)).toEqual([
      '    2: To billing',
      '      There: Billing',
      '        Then: Goodbye (above)',
      '    3: Opening hours',
    ]);
    expect(linesOf(joined).filter((line) => line.includes('never'))).toEqual([]);
  });

  it('does not go round for ever', () => {
    const round = apply(document, { command: 'connect', from: 'booking', exit: 'done', to: 'main' }).document;
    expect(linesOf(round)).toContain('      Then: Main menu (above)');
  });

  it('is empty for an empty flow', () => {
    expect(linesOf(emptyDocument())).toEqual([]);
  });
});
