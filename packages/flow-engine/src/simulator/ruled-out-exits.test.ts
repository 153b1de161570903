import { expect, it } from 'vitest';
import type { Condition } from '../condition.js';
import { ALWAYS, NEVER } from '../outcome.js';
import { ruledOutExits } from './ruled-out-exits.js';

const maybe: Condition = { match: 'all', comparisons: [{ variable: 'x', operator: 'equals', value: '1' }] };

it('rules out what never comes', () => {
  expect([
    ...ruledOutExits([
      { exit: 'done', when: ALWAYS },
      { exit: 'failed', when: NEVER },
    ]),
  ]).toEqual(['failed']);
});

it('rules out what comes only when nothing before it does, after what always comes', () => {
  const outcomes = [
    { exit: 'a', when: maybe },
    { exit: 'done', when: ALWAYS },
    { exit: 'failed', when: ALWAYS },
  ];
  expect([...ruledOutExits(outcomes)]).toEqual(['failed']);
});

it('keeps what a caller brings about, what is by chance, and what comes one way though not another', () => {
  const outcomes = [
    { exit: 'done', when: ALWAYS },
    { exit: 'done', when: NEVER },
    { exit: 'failed', by: [{ fails: 'tts' as const }] },
    { exit: 'holiday', isChance: true },
  ];
  expect([...ruledOutExits(outcomes)]).toEqual([]);
});
