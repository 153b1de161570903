import { describe, expect, it } from 'vitest';
import { formProblemOf } from '../form-problem';
import { orderOf, placeCallFormOf } from './place-call-form';

const wrongIn = (change: object) => {
  try {
    orderOf({ ...placeCallFormOf('anna'), speaker: 'line:main', ...change });
  } catch (error) {
    return formProblemOf(error).fields;
  }
  return [];
};

describe('ordering a call', () => {
  it('leads whoever answers to a line', () => {
    expect(orderOf({ ...placeCallFormOf(' +49 30 1234 '), speaker: 'line:main' })).toEqual({
      callee: '+49 30 1234',
      line: 'main',
      timeoutMs: 60_000,
    });
  });

  it('leads them to a flow, rings for as long as asked, and shows the number asked for', () => {
    const form = {
      ...placeCallFormOf('anna'),
      speaker: 'flow:f1',
      caller: '+49301',
      ringSeconds: '20',
      detectsMachines: true,
    };
    expect(orderOf(form)).toEqual({
      callee: 'anna',
      flowId: 'f1',
      caller: '+49301',
      timeoutMs: 20_000,
      detectsMachines: true,
    });
  });

  it('marks what is missing', () => {
    expect(wrongIn({ callee: ' ' })).toEqual(['callee']);
    expect(wrongIn({ speaker: '' })).toEqual(['line']);
    expect(wrongIn({ ringSeconds: 'long' })).toEqual(['timeoutMs']);
    expect(wrongIn({ ringSeconds: '0' })).toEqual(['timeoutMs']);
  });
});
