import type { FlowDocument } from '@callwright/protocol';
import { flowOf } from '../flows.js';

type Steps = Parameters<typeof flowOf>[1];
type Way = Parameters<typeof flowOf>[2][number];

const LONG_MS = 60_000;
const stay: Steps[string] = ['wait', { waitMs: LONG_MS }];
const end: Steps[string] = ['hangup', {}];

/** Answers at once, and stays in silence. */
export const stays = (): FlowDocument => flowOf('stay', { stay, end }, [['stay', 'done', 'end']]);

/** Rings for so long, then answers and stays. */
export const rings = (ringMs: number): FlowDocument =>
  flowOf('ring', { ring: ['wait', { waitMs: ringMs }], pick: ['answer', {}], stay, end }, [
    ['ring', 'done', 'pick'],
    ['pick', 'done', 'stay'],
    ['stay', 'done', 'end'],
  ]);

/** Says something before it answers. */
export const speaksEarly = (text: string): FlowDocument =>
  flowOf('say', { say: ['say', { text }], pick: ['answer', {}], stay, end }, [
    ['say', 'done', 'pick'],
    ['say', 'failed', 'end'],
    ['pick', 'done', 'stay'],
    ['stay', 'done', 'end'],
  ]);

/** Says something, then hangs up. */
export const speaks = (text: string, reason = 'completed'): FlowDocument =>
  flowOf('end', { end: ['hangup', { text, reason }] }, []);

/** Refuses every call with a code instead of answering, but those of `nobody`. */
export const refuses = (code: number, reason: string): FlowDocument =>
  flowOf('who', { who: isNobody, no: ['hangup', { code, reason }], pick: ['answer', {}], end }, [
    ['who', 'nobody', 'pick'],
    ['who', 'otherwise', 'no'],
    ['pick', 'done', 'end'],
  ]);

const comparisons = [{ variable: 'call.from', operator: 'equals', value: 'nobody' }];
const isNobody: Steps[string] = ['branch', { rules: [{ id: 'nobody', label: 'Nobody', match: 'all', comparisons }] }];

/** Turns every call away at once, without a step that would answer it. */
export const turnsAway = (code: number): FlowDocument => flowOf('no', { no: ['hangup', { code }] }, []);

/** Marks the call with values, answers it, then ends. */
export const marks = (tags: Readonly<Record<string, string>>): FlowDocument => {
  const pairs = Object.entries(tags).map(([name, value]) => ({ name, value }));
  return flowOf('mark', { mark: ['tag', { tags: pairs }], pick: ['answer', {}], end }, [
    ['mark', 'done', 'pick'],
    ['pick', 'done', 'end'],
  ]);
};

/** Joins the caller with somebody, in this way; then marks the call with how that went and ends. */
export const passesOn = (target: string, config: Readonly<Record<string, unknown>> = {}): FlowDocument => {
  const exits = ['ended', 'busy', 'noAnswer', 'failed'] as const;
  const said = Object.fromEntries(
    exits.map((exit) => [
      `was-${exit}`,
      ['tag', { tags: [{ name: 'transfer', value: exit }] }] satisfies Steps[string],
    ]),
  );
  const ways = exits.flatMap((exit): Way[] => [
    ['pass', exit, `was-${exit}`],
    [`was-${exit}`, 'done', 'end'],
  ]);
  return flowOf('pass', { pass: ['transfer', { target, timeoutMs: 20_000, ...config }], ...said, end }, ways);
};
