import { dialPolicy } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { formProblemOf } from '../form-problem';
import { type PolicyForm, policyFormOf, policyOf } from './policy-form';

const wrongIn = (change: Partial<PolicyForm>) => {
  try {
    policyOf({ ...policyFormOf(dialPolicy.parse({})), ...change });
  } catch (error) {
    return formProblemOf(error).fields;
  }
  return [];
};

describe('the form of whom one may call', () => {
  it.each([
    {},
    {
      homeCountry: '44',
      allowedPrefixes: ['+4930', '@example.org'],
      deniedPrefixes: ['+44906'],
      redirectPrefixes: ['+4420'],
      allowsInternational: true,
      allowsPremium: true,
      emergency: 'allow',
      maxConcurrentCalls: 0,
      maxCallsPerSecond: 0.5,
      maxCallSeconds: 100,
    },
  ])('gives back what it was filled with: %j', (given) => {
    const policy = dialPolicy.parse(given);
    expect(policyOf(policyFormOf(policy))).toEqual(policy);
  });

  it('takes a country as people write it', () => {
    const form = policyFormOf(dialPolicy.parse({}));
    expect(policyOf({ ...form, homeCountry: '+49' }).homeCountry).toBe('49');
    expect(policyOf({ ...form, homeCountry: '0049' }).homeCountry).toBe('49');
  });

  it('marks what is no number, and what is left empty', () => {
    expect(wrongIn({ maxConcurrentCalls: '' })).toEqual(['maxConcurrentCalls']);
    expect(wrongIn({ maxCallMinutes: 'long' })).toEqual(['maxCallSeconds']);
    expect(wrongIn({ homeCountry: 'Germany' })).toEqual(['homeCountry']);
  });
});
