'use client';

import type { CallResource, TranscriptEntry } from '@callwright/protocol';
import { AudioLines, EarOff, type LucideIcon, MessageCircleQuestion, Scissors, Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Icon } from '../../../shared/ui/icon';
import { KeyCap } from '../../../shared/ui/key-cap';
import { formatClock } from '../format-time';
import { usePlayedName } from '../use-played-name';
import { entryAt, wordAt } from './call-moments';
import { usePlayer, usePlayerValue } from './player-context';

/** What was said, heard and pressed. A press goes there; what is being played is lit and kept in view. */
export const SaidList = ({ call }: { readonly call: CallResource }) => {
  const t = useTranslations('calls.detail.said');
  const [search, setSearch] = useState('');
  const entries = call.transcript;
  const playedAt = usePlayerValue(({ ms }) => entryAt(entries, ms));
  const found = useMemo(() => {
    const words = search.trim().toLowerCase();
    return entries.map((entry, at) => ({ entry, at })).filter(({ entry }) => entry.text.toLowerCase().includes(words));
  }, [entries, search]);
  return (
    <section
      aria-label={t('title')}
      className="flex min-h-0 flex-col border-r border-line bg-surface max-[1100px]:row-span-2"
    >
      <header className="flex h-[52px] shrink-0 items-center gap-3 border-b border-line px-4">
        <h2 className="text-md font-semibold">{t('title')}</h2>
        <label className="ml-auto flex h-8 min-w-0 items-center gap-1.5 rounded-field border border-line px-2.5 text-ink-3 focus-within:border-accent">
          <Icon icon={Search} size={14} />
          <span className="sr-only">{t('find')}</span>
          <input
            type="text"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            placeholder={t('find')}
            className="w-28 min-w-0 bg-transparent text-ink outline-none"
          />
        </label>
      </header>
      <ol className="min-h-0 flex-1 overflow-y-auto p-2">
        {found.map(({ entry, at }) => (
          <Entry key={`${entry.atMs} ${at}`} entry={entry} from={call.from} isPlayed={at === playedAt} />
        ))}
        {found.length === 0 && (
          <li className="px-3 py-8 text-center text-ink-3">
            {entries.length > 0 ? t('nothingFound') : t(call.status === 'live' ? 'noneYet' : 'none')}
          </li>
        )}
      </ol>
    </section>
  );
};

const Entry = ({
  entry,
  from,
  isPlayed,
}: {
  readonly entry: TranscriptEntry;
  readonly from: string;
  readonly isPlayed: boolean;
}) => {
  const player = usePlayer();
  const line = useRef<HTMLLIElement>(null);
  const isPlaying = usePlayerValue((now) => now.isPlaying);
  useEffect(() => {
    if (isPlayed && isPlaying) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isPlayed, isPlaying]);
  return (
    <li ref={line}>
      <button
        type="button"
        aria-current={isPlayed ? 'true' : undefined}
        onClick={() => player.seek(entry.atMs)}
        className={`grid w-full grid-cols-[36px_minmax(0,1fr)] gap-1 rounded-field px-2 py-1.5 text-left ${
          isPlayed ? 'bg-accent-soft' : 'hover:bg-surface-2'
        }`}
      >
        <span className={`pt-px text-sm leading-[18px] tabular-nums ${isPlayed ? 'text-ink-2' : 'text-ink-3'}`}>
          {formatClock(entry.atMs)}
        </span>
        <Words entry={entry} from={from} isPlayed={isPlayed} />
      </button>
    </li>
  );
};

const Words = ({
  entry,
  from,
  isPlayed,
}: {
  readonly entry: TranscriptEntry;
  readonly from: string;
  readonly isPlayed: boolean;
}) => {
  const t = useTranslations('calls.detail.said');
  switch (entry.kind) {
    case 'noAnswer':
      return <Remark icon={EarOff} text={t('noAnswer')} />;
    case 'notUnderstood':
      return <Remark icon={MessageCircleQuestion} text={t('notUnderstood')} />;
    case 'recording':
      return <Played address={entry.text} />;
    case 'keys':
      return (
        <span>
          <b className="block text-sm leading-[18px] font-title text-hear">{from || t('caller')}</b>
          <span className="flex flex-wrap items-center gap-1.5">
            {t('pressed')}
            {[...entry.text].map((digit, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same key may be pressed twice
              <KeyCap key={at} digit={digit} />
            ))}
          </span>
        </span>
      );
    case 'speech':
      return (
        <span>
          <b
            className={`block text-sm leading-[18px] font-title ${entry.by === 'system' ? 'text-speak' : 'text-hear'}`}
          >
            {entry.by === 'system' ? t('us') : from || t('caller')}
          </b>
          <span className="block text-[13.5px] leading-[19px]">
            {isPlayed && entry.words ? <TimedWords words={entry.words} /> : entry.text}
            {entry.isInterrupted && <CutShort />}
          </span>
        </span>
      );
  }
};

/** The word that is being said is lit. */
const TimedWords = ({ words }: { readonly words: NonNullable<TranscriptEntry['words']> }) => {
  const now = usePlayerValue(({ ms }) => wordAt(words, ms));
  return words.map(({ text, atMs }, at) => (
    // A word may be said twice at one moment, as far as a recogniser can tell.
    // biome-ignore lint/suspicious/noArrayIndexKey: words stay in their order
    <span key={`${atMs} ${at}`}>
      {at > 0 && ' '}
      <span className={at === now ? 'rounded-tag bg-hear-soft font-strong' : undefined}>{text}</span>
    </span>
  ));
};

const CutShort = () => {
  const t = useTranslations('calls.detail.said');
  return (
    <span className="ml-1.5 inline-flex items-center gap-1 align-[-2px] text-sm text-ink-3">
      <Icon icon={Scissors} size={12} />
      {t('interrupted')}
    </span>
  );
};

const Played = ({ address }: { readonly address: string }) => {
  const t = useTranslations('calls.detail.said');
  return <Remark icon={AudioLines} text={t('plays', { name: usePlayedName(address) ?? 'unnamed' })} />;
};

const Remark = ({ icon, text }: { readonly icon: LucideIcon; readonly text: string }) => (
  <span className="flex items-center gap-1.5 text-sm leading-[18px] text-ink-2">
    <Icon icon={icon} size={14} />
    {text}
  </span>
);
