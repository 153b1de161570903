'use client';

import type { HoursOverride } from '@callwright/flow-engine';
import { useTranslations } from 'next-intl';
import { TextInput } from '../../../../shared/ui/field';
import { Segmented } from '../../../../shared/ui/segmented';
import { withRow } from '../widgets/rows';
import { DayList, DayName } from './day-list';
import { TimeRanges } from './time-ranges';

/** Days on which something else holds than on all others, holidays too. @param today as `2026-03-01` */
export const OverrideList = ({
  overrides,
  today,
  onChange,
}: {
  readonly overrides: readonly HoursOverride[];
  readonly today: string;
  readonly onChange: (overrides: HoursOverride[]) => void;
}) => {
  const t = useTranslations('editor.hours');
  const change = (at: number, part: Partial<HoursOverride>) => onChange([...withRow(overrides, at, part)]);
  return (
    <DayList
      days={overrides}
      onChange={onChange}
      newDay={(): HoursOverride => ({ from: today, to: today, state: 'closed', hours: [], reason: '' })}
      addLabel={t('addOverride')}
    >
      {(one, at, remove) => {
        const name = one.reason || t('override', { position: at + 1 });
        return (
          <>
            <DayName
              label={t('reason', { position: at + 1 })}
              placeholder={t('reasonPlaceholder')}
              value={one.reason}
              name={name}
              onChange={(reason) => change(at, { reason })}
              onRemove={remove}
            />
            <div className="flex items-center gap-1.5">
              <TextInput
                type="date"
                aria-label={t('firstDay', { name })}
                value={one.from}
                max={one.to}
                // The last day goes along, so that it is never before the first.
                onChange={({ target }) =>
                  change(at, { from: target.value, ...(target.value > one.to && { to: target.value }) })
                }
                className="h-8 w-[140px] px-1.5 tabular-nums"
              />
              <span aria-hidden className="text-ink-3">
                –
              </span>
              <TextInput
                type="date"
                aria-label={t('lastDay', { name })}
                value={one.to}
                min={one.from}
                aria-invalid={one.to < one.from || undefined}
                onChange={({ target }) => change(at, { to: target.value })}
                className="h-8 w-[140px] px-1.5 tabular-nums"
              />
            </div>
            <div className="flex items-start gap-2">
              <Segmented
                label={t('state', { name })}
                value={one.state}
                options={[
                  { value: 'closed', label: t('closed') },
                  { value: 'open', label: t('open') },
                ]}
                onChange={(state) => change(at, { state, hours: [] })}
              />
            </div>
            {one.state === 'open' && (
              <TimeRanges
                label={name}
                ranges={one.hours}
                words={t('allDay')}
                onChange={(hours) => change(at, { hours })}
              />
            )}
          </>
        );
      }}
    </DayList>
  );
};
