'use client';

import type { TimeRange } from '@callwright/flow-engine';
import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '../../../../shared/ui/icon-button';
import { without, withRow } from '../widgets/rows';
import { withRange, withTime } from './edit-hours';
import { TimeInput } from './time-input';

const MOST = 10;

/** The hours of a day; `words` stands where there are none. */
export const TimeRanges = ({
  label,
  ranges,
  words,
  onChange,
}: {
  /** Which day, for those who do not see it. */
  readonly label: string;
  readonly ranges: readonly TimeRange[];
  readonly words: string;
  readonly onChange: (ranges: TimeRange[]) => void;
}) => {
  const t = useTranslations('editor.hours');
  const change = (at: number, end: 'from' | 'to', typed: string) => {
    const range = ranges[at];
    const next = range && withTime(range, end, typed);
    if (next) onChange([...withRow(ranges, at, next)]);
  };
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      {ranges.length === 0 && (
        <div className="flex h-8 items-center gap-1">
          <span className="flex-1 text-ink-3">{words}</span>
          <AddRange label={label} onAdd={() => onChange([...withRange(ranges)])} />
        </div>
      )}
      {ranges.map((range, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: times have no identity but their place
        <div key={at} className="flex items-center gap-1">
          <TimeInput
            label={t('from', { day: label })}
            value={range.from}
            onChange={(time) => change(at, 'from', time)}
          />
          <span aria-hidden className="text-ink-3">
            –
          </span>
          <TimeInput label={t('to', { day: label })} value={range.to} onChange={(time) => change(at, 'to', time)} />
          <IconButton
            icon={X}
            size={24}
            label={t('removeTime', { day: label })}
            onClick={() => onChange([...without(ranges, at)])}
          />
          {at === ranges.length - 1 && ranges.length < MOST && (
            <AddRange label={label} onAdd={() => onChange([...withRange(ranges)])} />
          )}
        </div>
      ))}
    </div>
  );
};

const AddRange = ({ label, onAdd }: { readonly label: string; readonly onAdd: () => void }) => {
  const t = useTranslations('editor.hours');
  return <IconButton icon={Plus} size={24} label={t('addTime', { day: label })} onClick={onAdd} />;
};
