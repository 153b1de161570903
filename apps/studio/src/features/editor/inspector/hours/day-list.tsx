'use client';

import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '../../../../shared/ui/button';
import { TextInput } from '../../../../shared/ui/field';
import { IconButton } from '../../../../shared/ui/icon-button';
import { without } from '../widgets/rows';

const MOST = 200;

type DayListProps<Day> = {
  readonly days: readonly Day[];
  readonly onChange: (days: Day[]) => void;
  /** What a new one is. */
  readonly newDay: () => Day;
  readonly addLabel: string;
  /** One of them. @param remove takes it off the list */
  readonly children: (day: Day, at: number, remove: () => void) => ReactNode;
};

/** Days with something of their own, each in a frame, and one more on demand. */
export const DayList = <Day,>({ days, onChange, newDay, addLabel, children }: DayListProps<Day>) => (
  <div className="flex flex-col gap-2">
    {days.map((day, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: days have no identity but their place
      <div key={at} className="flex flex-col gap-1.5 rounded-field border border-line p-2">
        {children(day, at, () => onChange([...without(days, at)]))}
      </div>
    ))}
    <Button
      size="small"
      kind="quiet"
      icon={Plus}
      className="-ml-1.5 self-start"
      disabled={days.length >= MOST}
      onClick={() => onChange([...days, newDay()])}
    >
      {addLabel}
    </Button>
  </div>
);

type DayNameProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  /** What it goes by when nothing is typed. */
  readonly name: string;
  readonly onChange: (value: string) => void;
  readonly onRemove: () => void;
};

/** The first row of such a day: what people call it, and the button that removes it. */
export const DayName = ({ label, placeholder, value, name, onChange, onRemove }: DayNameProps) => {
  const t = useTranslations('editor.hours');
  return (
    <div className="flex items-center gap-1.5">
      <TextInput
        aria-label={label}
        value={value}
        placeholder={placeholder}
        maxLength={120}
        onChange={({ target }) => onChange(target.value)}
        className="h-8 flex-1"
      />
      <IconButton icon={Trash2} size={24} label={t('remove', { name })} onClick={onRemove} />
    </div>
  );
};
