import { type FlowNode, flowSettings, type NodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { namesOf, takenOver } from './taken-over';

const settings = flowSettings.parse({
  variables: [
    { name: 'account', type: 'text', input: true },
    { name: 'amount', type: 'number', input: true },
    { name: 'receipt', type: 'text', output: true },
    { name: 'own', type: 'text' },
  ],
  outcomes: ['declined'],
});
const step = (config: FlowNode['config']): FlowNode => ({ id: 's' as NodeId, type: 'subflow', name: 'Pay', config });

describe('a step that runs a flow', () => {
  it('takes over what the flow needs, gives back and comes to', () => {
    expect(takenOver(step({ inputs: [], outputs: [], outcomes: ['done'] }), settings)).toEqual({
      inputs: [
        { name: 'account', value: '' },
        { name: 'amount', value: '' },
      ],
      outputs: [{ name: 'receipt', saveAs: 'receipt' }],
      outcomes: ['done', 'declined'],
    });
  });

  it('keeps what is filled in, and drops rows that were left empty', () => {
    const inputs = [
      { name: 'account', value: '{{ digits }}' },
      { name: '', value: '' },
    ];
    expect(takenOver(step({ inputs, outputs: [], outcomes: [] }), settings).inputs).toEqual([
      { name: 'account', value: '{{ digits }}' },
      { name: 'amount', value: '' },
    ]);
  });

  it('changes nothing when nothing is lacking', () => {
    const whole = step({
      inputs: [{ name: 'amount' }, { name: 'account' }],
      outputs: [{ name: 'receipt' }],
      outcomes: ['declined', 'done'],
    });
    expect(takenOver(whole, settings)).toEqual({});
  });

  it('suggests only names that are declared as inputs or outputs', () => {
    expect(namesOf(settings, 'input')).toEqual(['account', 'amount']);
    expect(namesOf(settings, 'output')).toEqual(['receipt']);
  });
});
