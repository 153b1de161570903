'use client';

import type { Holiday } from '@callwright/flow-engine';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../../shared/ui/button';
import { TextInput } from '../../../../shared/ui/field';
import { IconButton } from '../../../../shared/ui/icon-button';
import { Switch } from '../../../../shared/ui/switch';
import { without, withRow } from '../widgets/rows';
import { asYearly, isYearly } from './edit-hours';
import { TimeRanges } from './time-ranges';

const MOST = 200;

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
    <div className="flex flex-col gap-2">
      {holidays.map((holiday, at) => {
        const name = holiday.name || t('holiday', { position: at + 1 });
        const yearly = isYearly(holiday.date);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: holidays have no identity but their place
          <div key={at} className="flex flex-col gap-1.5 rounded-field border border-line p-2">
            <div className="flex items-center gap-1.5">
              <TextInput
                aria-label={t('holidayName', { position: at + 1 })}
                value={holiday.name}
                placeholder={t('namePlaceholder')}
                maxLength={120}
                onChange={({ target }) => change(at, { name: target.value })}
                className="h-8 flex-1"
              />
              <IconButton
                icon={Trash2}
                size={24}
                label={t('remove', { name })}
                onClick={() => onChange([...without(holidays, at)])}
              />
            </div>
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
          </div>
        );
      })}
      <Button
        size="small"
        kind="quiet"
        icon={Plus}
        className="-ml-1.5 self-start"
        disabled={holidays.length >= MOST}
        onClick={() => onChange([...holidays, { date: today, name: '', hours: [] }])}
      >
        {t('addHoliday')}
      </Button>
    </div>
  );
};
