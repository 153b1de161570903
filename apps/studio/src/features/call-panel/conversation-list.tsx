'use client';

import type { TranscriptEntry } from '@callwright/protocol';
import { AudioLines, EarOff, type LucideIcon, MessageCircleQuestion } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Icon } from '../../shared/ui/icon';
import { KeyCap } from '../../shared/ui/key-cap';
import { formatClock } from '../calls/format-time';
import { usePlayedName } from '../calls/use-played-name';

/** What is said, heard and pressed, newest at the foot. `partial` is what is being understood just now. */
export const ConversationList = ({
  entries,
  partial,
  isLive,
}: {
  readonly entries: readonly TranscriptEntry[];
  readonly partial: string;
  readonly isLive: boolean;
}) => {
  const t = useTranslations('callPanel.said');
  const foot = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new decides when the foot comes into view
  useEffect(() => {
    foot.current?.scrollIntoView({ block: 'nearest' });
  }, [entries.length, partial]);
  return (
    <div
      role="log"
      aria-label={t('label')}
      className="flex min-h-0 flex-1 flex-col gap-2.5 overflow-y-auto px-(--desk-pad) py-3"
    >
      {entries.length === 0 && partial === '' && isLive && (
        <p className="my-auto text-center text-sm text-ink-3">{t('empty')}</p>
      )}
      {entries.map((entry) => (
        <ConversationEntry key={`${entry.atMs} ${entry.by} ${entry.kind}`} entry={entry} />
      ))}
      {partial !== '' && (
        <div className="flex justify-end">
          <p className="max-w-[272px] rounded-[14px_14px_4px_14px] border border-dashed border-hear px-3 py-2 text-ink-2">
            {partial}…
          </p>
        </div>
      )}
      <div ref={foot} />
    </div>
  );
};

/** One thing that was said, pressed or not answered, with its time. */
export const ConversationEntry = ({ entry }: { readonly entry: TranscriptEntry }) => {
  const t = useTranslations('callPanel.said');
  const time = <span className="text-sm text-ink-3 tabular-nums">{formatClock(entry.atMs)}</span>;
  switch (entry.kind) {
    case 'noAnswer':
      return <Remark icon={EarOff} text={t('noAnswer')} />;
    case 'notUnderstood':
      return <Remark icon={MessageCircleQuestion} text={t('notUnderstood')} />;
    case 'recording':
      return <Played address={entry.text} />;
    case 'keys':
      return (
        <div className="flex flex-row-reverse items-end gap-2">
          <p className="flex flex-wrap items-center gap-1.5 rounded-[14px_14px_4px_14px] bg-hear-soft px-3 py-2">
            <span className="sr-only">{t('pressed')}</span>
            {[...entry.text].map((digit, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same key may be pressed twice
              <KeyCap key={at} digit={digit} />
            ))}
          </p>
          {time}
        </div>
      );
    case 'speech':
      return entry.by === 'caller' ? (
        <div className="flex flex-row-reverse items-end gap-2">
          <p className="max-w-[272px] rounded-[14px_14px_4px_14px] bg-hear-soft px-3 py-2">{entry.text}</p>
          {time}
        </div>
      ) : (
        <div className="flex items-end gap-2">
          <p className="max-w-[272px] rounded-[14px_14px_14px_4px] bg-speak-soft px-3 py-2">{entry.text}</p>
          {time}
        </div>
      );
  }
};

const Played = ({ address }: { readonly address: string }) => {
  const t = useTranslations('callPanel.said');
  return <Remark icon={AudioLines} text={t('recording', { name: usePlayedName(address) ?? 'unnamed' })} />;
};

const Remark = ({ icon, text }: { readonly icon: LucideIcon; readonly text: string }) => (
  <p className="flex items-center justify-center gap-1.5 text-sm text-ink-2">
    <Icon icon={icon} size={14} />
    {text}
  </p>
);
