import { numberResource } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { formProblemOf, isWrong } from '../form-problem';
import { numberFormOf, numberOf } from './number-form';

const number = (fallback: unknown) =>
  numberResource.parse({
    id: 'n1',
    pattern: '+49301234*',
    trunkId: 't1',
    trunkName: 'Northtel',
    endpointId: 'e1',
    endpointName: 'reception',
    fallback,
    createdAt: '2026-01-01T00:00:00Z',
  });

describe('the form of a number', () => {
  it.each([null, { kind: 'dial', target: 'anna' }, { kind: 'reject', code: 486 }, { kind: 'reject', code: 503 }])(
    'gives back what it was filled with: fallback %j',
    (fallback) => {
      const { pattern, trunkId, endpointId } = number(fallback);
      expect(numberOf(numberFormOf(number(fallback)))).toEqual({ pattern, trunkId, endpointId, fallback });
    },
  );

  it('is empty for a new number, which lacks its number', () => {
    expect(() => numberOf(numberFormOf(null))).toThrow(ZodError);
  });

  it('marks whom to ring when nobody is named', () => {
    const form = { ...numberFormOf(number(null)), otherwise: 'dial', target: '  ' };
    try {
      numberOf(form);
      expect.unreachable();
    } catch (error) {
      expect(isWrong(formProblemOf(error), 'fallback')).toBe(true);
      expect(isWrong(formProblemOf(error), 'pattern')).toBe(false);
    }
  });
});
