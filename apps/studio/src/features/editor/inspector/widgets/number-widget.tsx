'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { TextInput } from '../../../../shared/ui/field';
import type { WidgetProps } from './widget-props';

/** A number with its unit. Milliseconds are shown as seconds. */
export const NumberWidget = ({ field, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.units');
  const perUnit = field.unit === 'ms' ? 1000 : 1;
  const number = typeof value === 'number' ? value : 0;
  // What is typed may be no number yet ("1."); the step keeps the last one that was.
  const [typed, setTyped] = useState<string>();
  const change = (text: string) => {
    setTyped(text);
    const next = Math.round(Number(text.replace(',', '.')) * perUnit);
    if (text.trim() !== '' && Number.isFinite(next)) onChange(within(next, field.minimum, field.maximum));
  };
  return (
    <div className="flex items-center gap-2">
      <TextInput
        {...control}
        inputMode={perUnit === 1 ? 'numeric' : 'decimal'}
        value={typed ?? String(number / perUnit)}
        onChange={({ target }) => change(target.value)}
        onBlur={() => setTyped(undefined)}
        className="w-24 tabular-nums"
      />
      {field.unit && (
        <span className="text-ink-2">{t(field.unit === 'ms' ? 'seconds' : field.unit, { count: number })}</span>
      )}
    </div>
  );
};

const within = (number: number, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): number =>
  Math.min(most, Math.max(least, number));
