'use client';

import type { JournalLine } from '@callwright/protocol';
import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { Icon } from '../../../shared/ui/icon';
import { Segmented } from '../../../shared/ui/segmented';
import { formatPrecise } from '../format-time';
import { filterLines, type JournalFilter, textOf } from './journal-text';
import { usePlayer, usePlayerValue } from './player-context';

// A browser draws this many at once without a stutter; more come on request.
const LINES_AT_ONCE = 600;

const KINDS = ['all', 'event', 'effect', 'command', 'problem'] as const;
const TONES = {
  event: 'text-hear',
  effect: 'text-decide',
  command: 'text-connect',
  problem: 'text-danger',
} satisfies Record<JournalLine['kind'], string>;

/** The journal as it was written, for those who want it exactly. A press on a time goes there. */
export const JournalTable = ({ lines }: { readonly lines: readonly JournalLine[] }) => {
  const t = useTranslations('calls.detail.journal');
  const [filter, setFilter] = useState<JournalFilter>({ kind: 'all', search: '' });
  const [limit, setLimit] = useState(LINES_AT_ONCE);
  const found = useMemo(() => filterLines(lines, filter), [lines, filter]);
  const lastSeq = usePlayerValue(({ ms }) => lines.findLast(({ atMs }) => atMs <= ms)?.seq ?? -1);
  return (
    <section aria-label={t('title')} className="flex min-h-0 flex-col bg-surface">
      <header className="flex min-h-[52px] shrink-0 flex-wrap items-center gap-3 border-b border-line px-4 py-2">
        <h2 className="text-md font-semibold">{t('title')}</h2>
        <Segmented
          label={t('kinds.label')}
          value={filter.kind}
          onChange={(kind) => setFilter({ ...filter, kind })}
          options={KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
        />
        <label className="ml-auto flex h-8 items-center gap-1.5 rounded-field border border-line px-2.5 text-ink-3 focus-within:border-accent">
          <Icon icon={Search} size={14} />
          <span className="sr-only">{t('find')}</span>
          <input
            type="text"
            value={filter.search}
            onChange={(event) => setFilter({ ...filter, search: event.target.value })}
            placeholder={t('find')}
            className="w-44 bg-transparent text-ink outline-none"
          />
        </label>
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        {found.length === 0 ? (
          <p className="px-4 py-10 text-center text-ink-3">{t(lines.length === 0 ? 'empty' : 'none')}</p>
        ) : (
          <table className="w-full border-collapse text-left font-mono text-sm">
            <thead className="sr-only">
              <tr>
                <th scope="col">{t('time')}</th>
                <th scope="col">{t('kind')}</th>
                <th scope="col">{t('what')}</th>
              </tr>
            </thead>
            <tbody>
              {found.slice(0, limit).map((line) => (
                <Line key={line.seq} line={line} isPast={line.seq <= lastSeq} />
              ))}
            </tbody>
          </table>
        )}
        {found.length > limit && (
          <div className="flex justify-center p-4">
            <Button onClick={() => setLimit(limit + LINES_AT_ONCE)}>
              {t('more', { count: Math.min(LINES_AT_ONCE, found.length - limit) })}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
};

const Line = ({ line, isPast }: { readonly line: JournalLine; readonly isPast: boolean }) => {
  const t = useTranslations('calls.detail.journal.kinds');
  const player = usePlayer();
  const { name, details } = textOf(line);
  return (
    <tr className="align-top hover:bg-surface-2 [&>td]:py-1">
      <td className="w-[104px] pr-2 pl-4 whitespace-nowrap">
        <button
          type="button"
          onClick={() => player.seek(line.atMs)}
          className={`tabular-nums hover:text-accent hover:underline ${isPast ? 'text-ink' : 'text-ink-3'}`}
        >
          {formatPrecise(line.atMs)}
        </button>
      </td>
      <td className={`w-[84px] pr-2 font-sans whitespace-nowrap ${TONES[line.kind]}`}>{t(line.kind)}</td>
      <td className="pr-4 break-words">
        <b className="font-semibold">{name}</b> <span className="text-ink-2">{details}</span>
      </td>
    </tr>
  );
};
