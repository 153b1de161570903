import type { NodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { failureWay, withFailureWay } from './failure-way';

const step = 'reception' as NodeId;

describe('what becomes of a call after a failure', () => {
  it('is that it ends, unless a line or a step is named; the step is asked first', () => {
    expect(failureWay({ prompt: '' })).toBe('end');
    expect(failureWay({ prompt: '', target: '' })).toBe('target');
    expect(failureWay({ prompt: '', target: 'reception', node: step })).toBe('node');
  });

  it('changes without its words', () => {
    const before = { prompt: 'Sorry.', target: 'reception' };
    expect(withFailureWay(before, 'end', undefined)).toEqual({ prompt: 'Sorry.' });
    expect(withFailureWay(before, 'node', step)).toEqual({ prompt: 'Sorry.', node: step });
    expect(withFailureWay({ prompt: 'Sorry.' }, 'target', undefined)).toEqual({ prompt: 'Sorry.', target: '' });
  });

  it('stays an end where no step is there to take over', () => {
    expect(withFailureWay({ prompt: 'Sorry.' }, 'node', undefined)).toEqual({ prompt: 'Sorry.' });
  });
});
