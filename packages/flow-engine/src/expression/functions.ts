import type { Json } from '@callwright/protocol';
import { formatLocalDate, formatLocalTime, localTime } from '../calendar/local-time.js';
import { isEmpty, isFalse, isSet, isTrue, itemsIn, plainText, quantityOf } from './comparing.js';
import type { FunctionName } from './expression.js';

/** The time at which something is decided, and the clock on the wall it is read from. */
export type MomentOfCall = {
  /** Milliseconds since 1970 in UTC. */
  readonly nowMs: number;
  /** IANA name, as `Europe/Berlin`. */
  readonly timeZone: string;
};

type Values = readonly (Json | undefined)[];
type Function = (args: Values, moment: MomentOfCall | null) => Json;

const functions: Readonly<Record<FunctionName, Function>> = {
  length: ([value]) => lengthOf(value),
  count: ([value]) => itemsIn(value).length,
  lower: ([value]) => plainText(value).toLowerCase(),
  upper: ([value]) => plainText(value).toUpperCase(),
  number: ([value]) => quantityOf(value),
  text: ([value]) => plainText(value),
  round: ([value, places]) => rounded(quantityOf(value), quantityOf(places) ?? 0),
  min: (args) => outermost(args, (a, b) => a < b),
  max: (args) => outermost(args, (a, b) => a > b),
  default: ([value, other]) => (isSet(value) ? value : other) ?? null,
  isSet: ([value]) => isSet(value),
  isEmpty: ([value]) => isEmpty(value),
  isTrue: ([value]) => isTrue(value),
  isFalse: ([value]) => isFalse(value),
  today: (_, moment) => moment && formatLocalDate(localTime(moment.nowMs, moment.timeZone)),
  weekday: (_, moment) => moment && localTime(moment.nowMs, moment.timeZone).weekday,
  timeOfDay: (_, moment) => moment && formatLocalTime(localTime(moment.nowMs, moment.timeZone)),
};

/**
 * What a function of the expression language gives. Total: null for values it cannot use, and for questions about the
 * time when there is none. `weekday()` is 1 (Monday) to 7, `today()` is `2026-03-01`, `timeOfDay()` is `09:30`;
 * `min` and `max` look at numbers only, also those inside a list; `length` counts characters, items or fields, `count`
 * the items of a list or of a text with commas.
 */
export const callFunction = (name: FunctionName, args: Values, moment: MomentOfCall | null): Json =>
  functions[name](args, moment);

const lengthOf = (value: Json | undefined): number =>
  typeof value === 'object' && value !== null ? Object.keys(value).length : [...plainText(value)].length;

const rounded = (value: number | null, places: number): number | null => {
  if (value === null) return null;
  const digits = Math.min(10, Math.max(0, Math.trunc(places)));
  const factor = 10 ** digits;
  // Away from zero at the half, as people round; the detour over digits keeps 1.005 from being 1.00499.
  const scaled = Number((Math.abs(value) * factor).toPrecision(15));
  const result = (Math.sign(value) * Math.round(scaled)) / factor;
  return Number.isFinite(result) ? result + 0 : value;
};

const outermost = (args: Values, isBetter: (a: number, b: number) => boolean): number | null => {
  let best: number | null = null;
  for (const value of args.flatMap(itemsOf)) {
    const quantity = quantityOf(value);
    if (quantity !== null && (best === null || isBetter(quantity, best))) best = quantity;
  }
  return best;
};

const itemsOf = (value: Json | undefined): Values => (Array.isArray(value) ? value : [value]);
