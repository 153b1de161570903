'use client';

import type { HoursOverride } from '@callwright/flow-engine';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../../shared/ui/button';
import { TextInput } from '../../../../shared/ui/field';
import { IconButton } from '../../../../shared/ui/icon-button';
import { Segmented } from '../../../../shared/ui/segmented';
import { without, withRow } from '../widgets/rows';
import { TimeRanges } from './time-ranges';

const MOST = 200;

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
    <div className="flex flex-col gap-2">
      {overrides.map((one, at) => {
        const name = one.reason || t('override', { position: at + 1 });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity but their place
          <div key={at} className="flex flex-col gap-1.5 rounded-field border border-line p-2">
            <div className="flex items-center gap-1.5">
              <TextInput
                aria-label={t('reason', { position: at + 1 })}
                value={one.reason}
                placeholder={t('reasonPlaceholder')}
                maxLength={120}
                onChange={({ target }) => change(at, { reason: target.value })}
                className="h-8 flex-1"
              />
              <IconButton
                icon={Trash2}
                size={24}
                label={t('remove', { name })}
                onClick={() => onChange([...without(overrides, at)])}
              />
            </div>
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
          </div>
        );
      })}
      <Button
        size="small"
        kind="quiet"
        icon={Plus}
        className="-ml-1.5 self-start"
        disabled={overrides.length >= MOST}
        onClick={() => onChange([...overrides, { from: today, to: today, state: 'closed', hours: [], reason: '' }])}
      >
        {t('addOverride')}
      </Button>
    </div>
  );
};
