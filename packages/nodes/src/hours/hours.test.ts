import { advance, compileFlow, newInstance } from '@callwright/flow-engine';
import { callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { flowSettings, type Json, nodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, HoursConfig } from './definition.js';

type Hours = Readonly<Record<string, Json>>;
const coverage = new NodeCoverage('hours');
const flowOf = (hours: Hours, timeZone = 'UTC') =>
  drawFlow({
    steps: { open: ['hours', { hours, saveAs: 'hours' }], bye: ['hangup'] },
    lines: ['open', 'closed', 'holiday'].map((exit) => ['open', exit, 'bye'] as const),
    settings: { timeZone },
  });
/** Calls in memory come on Monday, the 6th of January 2025, at nine in the morning UTC. */
const call = (hours: Hours, timeZone?: string) => {
  const { exits, vars } = coverage.add(callInMemory({ flow: flowOf(hours, timeZone), nodeTypes }));
  return { exits, kept: vars.hours };
};
/** The way a call takes that comes at a time. */
const wayAt = (time: string, hours: Hours, timeZone?: string) => {
  const timestamp = Date.parse(time);
  const program = compileFlow(flowOf(hours, timeZone), nodeTypes);
  const { effects } = advance(program, newInstance(null), { event: 'flowStarted', timestamp, input: {} });
  return effects.flatMap((effect) => (effect.effect === 'stepLeft' ? [effect.exit] : []))[0];
};

const christmas = { holidays: [{ date: '12-25', name: 'Christmas' }] };

describe('hours', () => {
  it('is open in its hours, and tells until when', () => {
    expect(call({})).toEqual({
      exits: ['open.open'],
      kept: {
        state: 'open',
        because: 'weekly',
        name: '',
        next: { date: '2025-01-06', time: '17:00', weekday: 1, inDays: 0 },
      },
    });
  });

  it('is closed outside of them, and tells when it opens again', () => {
    expect(call({ weekly: { monday: [], tuesday: [{ from: '10:30', to: '12:00' }] } })).toEqual({
      exits: ['open.closed'],
      kept: {
        state: 'closed',
        because: 'weekly',
        name: '',
        next: { date: '2025-01-07', time: '10:30', weekday: 2, inDays: 1 },
      },
    });
  });

  it('knows holidays, by name', () => {
    expect(call({ holidays: [{ date: '01-06', name: 'Epiphany' }] })).toMatchObject({
      exits: ['open.holiday'],
      kept: { state: 'holiday', because: 'holiday', name: 'Epiphany', next: { date: '2025-01-07', time: '09:00' } },
    });
  });

  it('is open on a holiday that has hours, and on holiday after them', () => {
    const hours = { holidays: [{ date: '01-06', name: 'Epiphany', hours: [{ from: '08:00', to: '10:00' }] }] };
    expect(call(hours)).toMatchObject({ exits: ['open.open'], kept: { name: 'Epiphany' } });
    expect(wayAt('2025-01-06T11:00Z', hours)).toBe('holiday');
  });

  it.each<[string, string, string]>([
    ['open', 'open', 'open.open'],
    ['closed', 'closed', 'open.closed'],
  ])('is %s where an exception says so, whatever the holiday says', (state, kept, exit) => {
    const holidays = [{ date: '01-06', name: 'Epiphany' }];
    const overrides = [{ from: '2025-01-01', to: '2025-01-10', state, reason: 'Fair' }];
    expect(call({ holidays, overrides })).toMatchObject({ exits: [exit], kept: { state: kept, name: 'Fair' } });
  });

  it('tells nothing of a change that never comes', () => {
    const never = Object.fromEntries(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, []] as const),
    );
    expect(call({ weekly: never }).kept).toMatchObject({ state: 'closed', next: null });
  });

  it.each([
    ['2025-07-07T06:59Z', 'closed'],
    ['2025-07-07T07:00Z', 'open'],
    ['2025-07-07T15:00Z', 'closed'],
    ['2025-12-25T10:00Z', 'holiday'],
    ['2025-12-24T23:30Z', 'holiday'],
  ])('goes by the clocks of its time zone: at %s it is %s', (time, way) => {
    expect(wayAt(time, { ...christmas, timeZone: 'Europe/Berlin' })).toBe(way);
  });

  it("goes by the flow's time zone where it names none", () => {
    expect(wayAt('2025-01-06T09:00Z', {}, 'America/New_York')).toBe('closed');
    expect(wayAt('2025-01-06T14:00Z', {}, 'America/New_York')).toBe('open');
    expect(wayAt('2025-01-06T09:00Z', { timeZone: 'Europe/Berlin' }, 'America/New_York')).toBe('open');
  });

  it('remembers nothing where it is not asked to', () => {
    const flow = drawFlow({ steps: { open: ['hours'], bye: ['hangup'] }, lines: [['open', 'open', 'bye']] });
    expect(Object.keys(coverage.add(callInMemory({ flow, nodeTypes })).vars)).toEqual(['call']);
  });

  it('needs something behind holidays only where there are any', () => {
    const kindOf = (hours: Hours) => definition.exits(HoursConfig.parse({ hours })).map(({ kind }) => kind);
    expect(kindOf({})).toEqual(['next', 'next', 'fallback']);
    expect(kindOf(christmas)).toEqual(['next', 'next', 'next']);
  });

  it('tells a proof that the clock decides, and that no holiday comes where there is none', () => {
    const outcomes = (config: Hours) =>
      definition.outcomes?.(HoursConfig.parse(config), flowSettings.parse({}), nodeId.parse('open'));
    expect(outcomes({ hours: christmas, saveAs: 'h' })).toEqual(
      ['open', 'closed', 'holiday'].map((exit) => ({ exit, isChance: true, sets: { h: { is: 'any', of: 'object' } } })),
    );
    expect(outcomes({})?.[2]).toMatchObject({ exit: 'holiday', when: { expression: 'false' } });
  });

  it('shows its week, days of the same hours together', () => {
    const summary = (weekly: Hours) => definition.summary(HoursConfig.parse({ hours: { weekly } }));
    expect(summary({})).toBe('Mon–Fri 09:00–17:00');
    const two = [
      { from: '08:00', to: '12:00' },
      { from: '13:00', to: '17:00' },
    ];
    expect(summary({ wednesday: two })).toBe('Mon–Tue 09:00–17:00; Wed 08:00–12:00, 13:00–17:00; Thu–Fri 09:00–17:00');
  });

  it('warns when it is never open, and refuses time zones that do not exist', () => {
    const never = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [] };
    const check = (hours: Hours) => definition.check?.(HoursConfig.parse({ hours })).map(({ message }) => message);
    expect(check({})).toEqual([]);
    expect(check({ weekly: never })).toEqual(['It is never open.']);
    const fair = { from: '2025-01-01', to: '2025-01-02', state: 'open' };
    expect(check({ weekly: never, overrides: [fair] })).toEqual([]);
    expect(HoursConfig.safeParse({ hours: { timeZone: 'Mars/Base' } }).success).toBe(false);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
