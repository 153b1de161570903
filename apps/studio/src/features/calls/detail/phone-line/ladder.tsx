'use client';

import type { LadderRow, SignallingResource } from '@callwright/protocol';
import { Copy, Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { apiHref } from '../../../../shared/api/client';
import { Button } from '../../../../shared/ui/button';
import { ButtonLink } from '../../../../shared/ui/button-link';
import { classNames } from '../../../../shared/ui/class-names';
import { copyText } from '../../../../shared/ui/copy-text';
import { Icon } from '../../../../shared/ui/icon';
import { formatPrecise } from '../../format-time';
import { arrowOf, rowByKey } from './ladder-lanes';

type Props = {
  readonly signalling: SignallingResource;
  /** Place of the row whose message is shown. */
  readonly shown: number | null;
  readonly onShow: (row: number | null) => void;
};

/** The messages of a line as arrows between its ends; a press on one shows it whole. */
export const Ladder = ({ signalling, shown, onShow }: Props) => {
  const t = useTranslations('calls.detail.phoneLine');
  const { rows, participants, droppedCount, callId } = signalling;
  const list = useRef<HTMLOListElement>(null);
  const focus = (row: number) => list.current?.querySelectorAll<HTMLElement>('[data-row]')[row]?.focus();
  const lanes = { gridTemplateColumns: `repeat(${participants.length}, minmax(120px, 1fr))` };
  return (
    <div className="rounded-[14px] border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2.5">
        <span className="text-sm text-ink-3">{t('ladderHelp')}</span>
        <ButtonLink size="small" className="ml-auto">
          <a href={apiHref(`/calls/${encodeURIComponent(callId)}/signalling.pcap`)} download>
            <Icon icon={Download} size={14} />
            {t('download')}
          </a>
        </ButtonLink>
      </header>
      {droppedCount > 0 && <p className="px-4 pt-2.5 text-warning">{t('dropped', { count: droppedCount })}</p>}
      <div className="overflow-x-auto">
        <div className="flex min-w-[560px] border-b border-line bg-surface-2 text-sm font-strong text-ink-2">
          <span className="w-[92px] shrink-0 py-2 pl-4">{t('time')}</span>
          <div className="grid flex-1" style={lanes}>
            {participants.map(({ isUs, address }) => (
              <span key={`${isUs} ${address}`} className="truncate px-1 py-2 text-center tabular-nums">
                {isUs ? t('us') : address}
              </span>
            ))}
          </div>
        </div>
        <ol ref={list} className="min-w-[560px] py-1">
          {rows.map((row, at) => (
            <li key={row.steps[0]}>
              <Row
                row={row}
                at={at}
                lanes={lanes}
                laneCount={participants.length}
                isShown={at === shown}
                onPress={() => onShow(at === shown ? null : at)}
                onKey={(event) => {
                  const next = rowByKey(event.key, at, rows.length);
                  if (next === null) return;
                  event.preventDefault();
                  focus(next);
                }}
              />
              {at === shown && <Message signalling={signalling} row={row} />}
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
};

const TONES = {
  request: 'text-connect',
  provisional: 'text-ink-2',
  success: 'text-ok',
  refusal: 'text-danger',
  unreadable: 'text-warning',
} satisfies Record<LadderRow['kind'], string>;

const Row = ({
  row,
  at,
  lanes,
  laneCount,
  isShown,
  onPress,
  onKey,
}: {
  readonly row: LadderRow;
  readonly at: number;
  readonly lanes: { readonly gridTemplateColumns: string };
  readonly laneCount: number;
  readonly isShown: boolean;
  readonly onPress: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
}) => {
  const t = useTranslations('calls.detail.phoneLine');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isShown) button.current?.scrollIntoView({ block: 'nearest' });
  }, [isShown]);
  return (
    <button
      ref={button}
      type="button"
      data-row={at}
      aria-expanded={isShown}
      onClick={onPress}
      onKeyDown={onKey}
      className={classNames(
        'flex w-full items-center text-left hover:bg-surface-2 focus-visible:-outline-offset-2',
        isShown && 'bg-accent-soft hover:bg-accent-soft',
      )}
    >
      <span className="w-[92px] shrink-0 pl-4 font-mono text-sm text-ink-3 tabular-nums">
        {formatPrecise(row.atMs)}
      </span>
      <span className="grid flex-1" style={lanes}>
        {/* The lines of the ends, behind the arrow. */}
        {Array.from({ length: laneCount }, (_, lane) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: lanes have nothing but their place
            key={lane}
            aria-hidden
            className="row-start-1 mx-auto w-px self-stretch bg-line"
            style={{ gridColumn: lane + 1 }}
          />
        ))}
        <Arrow row={row} laneCount={laneCount} resent={row.times > 1 ? t('resent', { count: row.times - 1 }) : null} />
      </span>
    </button>
  );
};

const Arrow = ({
  row,
  laneCount,
  resent,
}: {
  readonly row: LadderRow;
  readonly laneCount: number;
  readonly resent: string | null;
}) => {
  const { first, last, pointsRight } = arrowOf(row);
  const spanned = last - first + 1;
  // From the middle of one lane to the middle of the other.
  const inset = `${50 / spanned}%`;
  return (
    <span
      className={`relative row-start-1 flex flex-col items-center pt-1.5 pb-2.5 ${TONES[row.kind]}`}
      style={{ gridColumn: `${first} / ${Math.min(last, laneCount) + 1}` }}
    >
      <span className="max-w-full truncate bg-inherit px-1 text-sm">
        <b className="font-semibold">{row.title}</b>
        {row.note && <span className="text-ink-2"> {row.note}</span>}
        {resent && <span className="text-warning"> {resent}</span>}
      </span>
      <span aria-hidden className="absolute bottom-1 h-[1.6px] bg-current" style={{ left: inset, right: inset }}>
        <span
          className={`absolute -top-[3.2px] border-y-4 border-y-transparent ${
            pointsRight ? 'right-0 border-l-[7px] border-l-current' : 'left-0 border-r-[7px] border-r-current'
          }`}
        />
      </span>
    </span>
  );
};

const Message = ({ signalling, row }: { readonly signalling: SignallingResource; readonly row: LadderRow }) => {
  const t = useTranslations('calls.detail.phoneLine');
  const messages = row.steps.flatMap((place) => signalling.steps[place] ?? []);
  const [message] = messages;
  if (!message) return null;
  return (
    <div className="border-y border-line bg-surface-2 px-4 py-3">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-2">
        <span className="tabular-nums">
          {t(message.direction === 'out' ? 'sentTo' : 'cameFrom', {
            place: message.remote,
            transport: message.transport.toUpperCase(),
          })}
        </span>
        {messages.length > 1 && (
          <span className="tabular-nums">
            {t('againAt', {
              times: messages
                .slice(1)
                .map(({ atMs }) => formatPrecise(atMs))
                .join(', '),
            })}
          </span>
        )}
        <Button
          size="small"
          icon={Copy}
          className="ml-auto"
          onClick={() => void copyText(message.text, { done: t('copied'), refused: t('notCopied') })}
        >
          {t('copy')}
        </Button>
      </div>
      <pre className="max-h-80 overflow-auto font-mono text-sm whitespace-pre-wrap break-all">{message.text}</pre>
    </div>
  );
};
