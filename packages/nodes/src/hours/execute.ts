import {
  defineNode,
  epochDayOf,
  formatLocalDate,
  formatLocalTime,
  isOpenAt,
  localTime,
  type Opening,
} from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { definition, type HoursConfig, hoursIn } from './definition.js';

/** Looks at the clock of the call and leaves at once. */
export const node = defineNode<HoursConfig, null>({
  definition,
  enter(config, { nowMs, settings }) {
    const hours = hoursIn(config, settings.timeZone);
    const opening = isOpenAt(hours, nowMs);
    const kept = config.saveAs !== '' && { set: { [config.saveAs]: keptOf(opening, nowMs, hours.timeZone) } };
    return { next: 'exit', exit: exitOf(opening), ...kept };
  },
  on: () => ({ next: 'wait', local: null }),
});

// Whatever else a day is, callers who find somebody there need not know.
const exitOf = ({ isOpen, because }: Opening): string => {
  if (isOpen) return 'open';
  return because === 'holiday' ? 'holiday' : 'closed';
};

const keptOf = (opening: Opening, nowMs: number, timeZone: string): Json => ({
  state: exitOf(opening),
  because: opening.because,
  name: opening.name ?? '',
  next: opening.nextChangeMs === null ? null : momentOf(opening.nextChangeMs, nowMs, timeZone),
});

const momentOf = (ms: number, nowMs: number, timeZone: string): Json => {
  const then = localTime(ms, timeZone);
  return {
    date: formatLocalDate(then),
    time: formatLocalTime(then),
    weekday: then.weekday,
    inDays: epochDayOf(then) - epochDayOf(localTime(nowMs, timeZone)),
  };
};
