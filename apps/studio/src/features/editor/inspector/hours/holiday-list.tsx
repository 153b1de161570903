'use client';

import type { Holiday } from '@callwright/flow-engine';
import { useTranslations } from 'next-intl';
import { TextInput } from '../../../../shared/ui/field';
import { Switch } from '../../../../shared/ui/switch';
import { withRow } from '../widgets/rows';
import { DayList, DayName } from './day-list';
import { asYearly, isYearly } from './edit-hours';
import { TimeRanges } from './time-ranges';

/** Days that are not like their weekday: closed, or with hours of their own. @param today as `2026-03-01` */
export const HolidayList = ({
  holidays,
  today,
  onChange,
}: {
  readonly holidays: readonly Holiday[];
  readonly today: string;
  readonly onChange: (holidays: Holiday[]) => void;
}) => {
  const t = useTranslations('editor.hours');
  const year = Number(today.slice(0, 4));
  const change = (at: number, part: Partial<Holiday>) => onChange([...withRow(holidays, at, part)]);
  return (
    <DayList
      days={holidays}
      onChange={onChange}
      newDay={() => ({ date: today, name: '', hours: [] })}
      addLabel={t('addHoliday')}
    >
      {(holiday, at, remove) => {
        const name = holiday.name || t('holiday', { position: at + 1 });
        const yearly = isYearly(holiday.date);
        return (
          <>
            <DayName
              label={t('holidayName', { position: at + 1 })}
              placeholder={t('namePlaceholder')}
              value={holiday.name}
              name={name}
              onChange={(typed) => change(at, { name: typed })}
              onRemove={remove}
            />
            <div className="flex items-center gap-3">
              <TextInput
                type="date"
                aria-label={t('date', { name })}
                value={yearly ? `${year}-${holiday.date}` : holiday.date}
                aria-invalid={holiday.date === '' || undefined}
                onChange={({ target }) =>
                  change(at, { date: asYearly(target.value, yearly && target.value !== '', year) })
                }
                className="h-8 w-[140px] px-1.5 tabular-nums"
              />
              <Switch
                label={t('everyYear')}
                isOn={yearly}
                disabled={holiday.date === ''}
                onChange={(isOn) => change(at, { date: asYearly(holiday.date, isOn, year) })}
              />
            </div>
            <TimeRanges
              label={name}
              ranges={holiday.hours}
              words={t('closedAllDay')}
              onChange={(hours) => change(at, { hours })}
            />
          </>
        );
      }}
    </DayList>
  );
};
