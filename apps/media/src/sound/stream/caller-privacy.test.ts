import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CallerPrivacy } from './caller-privacy.js';

const onChange = vi.fn();
let first: CallerPrivacy;
let second: CallerPrivacy;
let third: CallerPrivacy;
const hidden = () => [first, second, third].map(({ isHidden }) => isHidden);

beforeEach(() => {
  onChange.mockClear();
  first = new CallerPrivacy(onChange);
  second = new CallerPrivacy(() => undefined);
  third = new CallerPrivacy(() => undefined);
});

describe('the privacy of a caller', () => {
  it('tells each change once', () => {
    for (const isHidden of [false, true, true, false, false]) first.hide(isHidden);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('reaches back to where the call came from, however often it was passed on, and not forward', () => {
    second.reachTo(first);
    third.reachTo(second);
    third.hide(true);
    expect([hidden(), first.isHiddenElsewhere]).toEqual([[true, true, true], true]);
    third.hide(false);
    first.hide(true);
    expect([hidden(), first.isHiddenElsewhere]).toEqual([[true, false, false], false]);
  });

  it('holds until the last who wants it wants it no more', () => {
    second.reachTo(first);
    first.hide(true);
    second.hide(true);
    first.hide(false);
    expect(hidden()).toEqual([true, true, false]);
    second.hide(false);
    expect(hidden()).toEqual([false, false, false]);
  });

  it('is that of the new one when a call is passed on to another, whichever is told first', () => {
    second.reachTo(first);
    second.hide(true);
    third.hide(true);
    third.reachTo(first);
    second.reachTo(null);
    expect(first.isHidden).toBe(true);
    third.reachTo(null);
    expect(hidden()).toEqual([false, true, true]);
  });
});
