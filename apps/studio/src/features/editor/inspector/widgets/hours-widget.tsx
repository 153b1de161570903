'use client';

import type { Json } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useEditor } from '../../editor-context';
import { documentOf } from '../../editor-store';
import { type HoursValue, readHours } from '../hours/edit-hours';
import { HolidayList } from '../hours/holiday-list';
import { OverrideList } from '../hours/override-list';
import { WeekHours } from '../hours/week-hours';
import { TimeZoneSelect } from '../time-zone-select';
import type { WidgetProps } from './widget-props';

/** When somebody is there: the week, holidays, exceptions, and on whose clocks. */
export const HoursWidget = ({ value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.hours');
  const flowZone = useEditor((state) => documentOf(state).flow.settings.timeZone);
  const hours = readHours(value);
  const change = (part: Partial<HoursValue>) => onChange({ ...hours, ...part } as Json);
  const today = new Date().toLocaleDateString('sv-SE');
  return (
    <div className="flex flex-col gap-3" role="group" aria-describedby={control['aria-describedby']}>
      <WeekHours weekly={hours.weekly} onChange={(weekly) => change({ weekly })} />
      <Part title={t('holidays')}>
        <HolidayList holidays={hours.holidays} today={today} onChange={(holidays) => change({ holidays })} />
      </Part>
      <Part title={t('overrides')}>
        <OverrideList overrides={hours.overrides} today={today} onChange={(overrides) => change({ overrides })} />
      </Part>
      <Part title={t('timeZone')}>
        <TimeZoneSelect
          control={{ id: control.id, 'aria-label': t('timeZone') }}
          value={hours.timeZone}
          none={t('flowZone', { zone: flowZone.replaceAll('_', ' ') })}
          onChange={(timeZone) => change({ timeZone })}
        />
      </Part>
    </div>
  );
};

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="flex flex-col gap-1.5">
    <h4 className="font-strong text-ink-2">{title}</h4>
    {children}
  </div>
);
