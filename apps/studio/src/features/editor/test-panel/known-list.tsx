'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { formatValue } from '../../calls/journal/variables';
import { shownVariables } from './known-variables';
import type { TestCallView } from './test-call';

/** The variables of the test call; what was done last has left its mark on those it changed. */
export const KnownList = ({ view: { state, stops, at } }: { readonly view: TestCallView }) => {
  const t = useTranslations('testPanel.known');
  const sinceMs = stops[at - 1]?.atMs;
  const variables = useMemo(() => {
    const since = state.journal.find(({ atMs }) => sinceMs !== undefined && atMs > sinceMs);
    return shownVariables(state.journal, since?.seq ?? 0);
  }, [state.journal, sinceMs]);
  if (variables.length === 0) return null;
  return (
    <section className="max-h-32 shrink-0 overflow-y-auto border-t border-line px-(--desk-pad) py-2">
      <h3 className="mb-0.5 font-title">{t('title')}</h3>
      <dl>
        {variables.map(({ name, value, was, isNew, atMs }) => (
          <div
            key={`${name} ${atMs}`}
            className={`-mx-1.5 flex min-h-6 items-center gap-2 rounded-[5px] px-1.5 ${isNew || was !== undefined ? 'bg-data-soft' : ''}`}
          >
            <dt className="w-28 shrink-0 truncate text-ink-2">{name}</dt>
            <dd className="min-w-0 flex-1 truncate font-strong tabular-nums">
              {formatValue(value) === '' ? <span className="text-ink-3">{t('empty')}</span> : formatValue(value)}
            </dd>
            {isNew && <dd className="shrink-0 text-sm text-data">{t('new')}</dd>}
            {was !== undefined && (
              <dd className="max-w-28 shrink-0 truncate text-sm text-data">{t('was', { value: formatValue(was) })}</dd>
            )}
          </div>
        ))}
      </dl>
    </section>
  );
};
