'use client';

import type { TranscriptEntry } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { KeyCap } from '../../../shared/ui/key-cap';
import { type Span, xOf } from './waveform-geometry';

/** What the caller did without a sound: keys pressed, and answers that did not come. */
export const CallerMarks = ({
  entries,
  span,
}: {
  readonly entries: readonly TranscriptEntry[];
  readonly span: Span;
}) => {
  const t = useTranslations('calls.detail');
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0">
      {entries.map((entry) => {
        const left = xOf(entry.atMs, span);
        if (entry.kind === 'keys')
          return (
            <span
              key={entry.atMs}
              className="absolute top-[21px] flex -translate-x-full gap-0.5 rounded-key bg-surface px-px"
              style={{ left: Math.max(left, 24) }}
            >
              <KeyCap digit={entry.text} />
            </span>
          );
        if (entry.kind === 'noAnswer')
          return (
            <span
              key={entry.atMs}
              className="absolute top-[22px] h-[18px] -translate-x-full rounded-tag bg-surface-3 px-1.5 text-sm leading-[18px] whitespace-nowrap text-ink-2"
              style={{ left: Math.max(left, 70) }}
            >
              {t('noAnswer')}
            </span>
          );
        return null;
      })}
    </div>
  );
};
