import { callId, type EngineEvent, trackId } from '@callwright/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { PressedKeys } from './pressed-keys.js';

/** What stands in for the question a call may be asking. */
const question = () => {
  const down = new Set<string>();
  const desk = {
    isAsking: false,
    isSecret: false,
    conceal: (event: EngineEvent, isSecretElsewhere = false): EngineEvent => {
      if (event.event !== 'dtmf') return event;
      const isSecret = event.phase === 'start' ? desk.isSecret || isSecretElsewhere : down.delete(event.digit);
      if (isSecret && event.phase === 'start') down.add(event.digit);
      return isSecret ? { ...event, digit: '*', masked: true } : event;
    },
  };
  return desk;
};
const key = (digit: string, phase: 'start' | 'end'): EngineEvent => ({
  event: 'dtmf',
  timestamp: 0,
  trackId: trackId.parse('a'),
  digit,
  phase,
});

describe('the keys of a caller who was passed on', () => {
  let own: ReturnType<typeof question>;
  let others: ReturnType<typeof question>;
  let keys: PressedKeys;
  let posted: EngineEvent[];
  let stop: () => void;
  const press = (digit: string, phase: 'start' | 'end') => {
    const shown = keys.show(key(digit, phase));
    if (shown.passed !== null) keys.pass(shown.passed);
    return shown;
  };
  const digits = () => posted.map((event) => (event.event === 'dtmf' ? event.digit + event.phase : ''));

  beforeEach(() => {
    own = question();
    others = question();
    keys = new PressedKeys(own);
    posted = [];
    const other = callId.parse('b');
    stop = keys.passTo({ callId: other, keys: new PressedKeys(others), post: (event) => posted.push(event) });
  });

  it('reach both calls while neither keeps them secret, under the name of each one’s own track', () => {
    expect(press('5', 'start').told).toEqual(key('5', 'start'));
    expect(posted).toEqual([{ ...key('5', 'start'), trackId: 'b' }]);
  });

  it('are for the other call alone when that keeps them secret, to the end of the last one', () => {
    others.isSecret = true;
    const down = press('5', 'start');
    others.isSecret = false;
    const up = press('5', 'end');
    for (const { told, own: seen } of [down, up]) {
      expect(told).toMatchObject({ digit: '*', masked: true });
      expect(seen).toBe(told);
    }
    expect(digits()).toEqual(['5start', '5end']);
  });

  it('are for nobody else when the call keeps them secret itself, to the end of the last one', () => {
    own.isSecret = true;
    expect(press('5', 'start').own).toEqual(key('5', 'start'));
    own.isSecret = false;
    expect(press('5', 'end').told).toMatchObject({ digit: '*' });
    expect(posted).toEqual([]);
  });

  it('are secret where the call was passed on from the call it was passed on to', () => {
    const third = question();
    const middle = new PressedKeys(others);
    middle.passTo({ callId: callId.parse('c'), keys: new PressedKeys(third), post: () => undefined });
    keys.passTo({ callId: callId.parse('m'), keys: middle, post: () => undefined });
    third.isSecret = true;
    expect(press('5', 'start').told).toMatchObject({ digit: '*' });
  });

  it('are its own again afterwards', () => {
    others.isSecret = true;
    stop();
    expect(press('5', 'start').told).toEqual(key('5', 'start'));
    expect(posted).toEqual([]);
  });
});
