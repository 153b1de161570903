'use client';

import type { OpeningHours } from '@callwright/flow-engine';
import { CalendarRange, EllipsisVertical, Sun, SunDim } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '../../../../shared/ui/icon-button';
import { Menu, MenuItem } from '../../../../shared/ui/menu';
import { ALL_DAY, onWeekdays, WEEKDAYS } from './edit-hours';
import { TimeRanges } from './time-ranges';

/** The hours of an ordinary week, day by day. */
export const WeekHours = ({
  weekly,
  onChange,
}: {
  readonly weekly: OpeningHours['weekly'];
  readonly onChange: (weekly: OpeningHours['weekly']) => void;
}) => {
  const t = useTranslations('editor.hours');
  return (
    <ul className="flex flex-col rounded-field border border-line">
      {WEEKDAYS.map((day) => (
        <li key={day} className="flex items-start gap-1 border-b border-line py-1 pr-1 pl-2.5 last:border-0">
          <span className="w-9 shrink-0 pt-[6px] font-medium">{t(`short.${day}`)}</span>
          <TimeRanges
            label={t(`days.${day}`)}
            ranges={weekly[day]}
            words={t('closed')}
            onChange={(ranges) => onChange({ ...weekly, [day]: ranges })}
          />
          <Menu
            button={
              <IconButton
                icon={EllipsisVertical}
                size={24}
                label={t('more', { day: t(`days.${day}`) })}
                className="mt-1"
              />
            }
          >
            <MenuItem icon={CalendarRange} onSelect={() => onChange(onWeekdays(weekly, weekly[day]))}>
              {t('sameOnWeekdays')}
            </MenuItem>
            <MenuItem icon={Sun} onSelect={() => onChange({ ...weekly, [day]: [ALL_DAY] })}>
              {t('allDay')}
            </MenuItem>
            <MenuItem icon={SunDim} onSelect={() => onChange({ ...weekly, [day]: [] })}>
              {t('closed')}
            </MenuItem>
          </Menu>
        </li>
      ))}
    </ul>
  );
};
