'use client';

import { definitionByType } from '@callwright/nodes';
import type { CallSummary } from '@callwright/protocol';
import { Eye, Phone } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '../../../shared/ui/button-link';
import { Chip } from '../../../shared/ui/chip';
import { FamilyShape } from '../../../shared/ui/family-shape';
import { Icon } from '../../../shared/ui/icon';
import { Lamp } from '../../../shared/ui/lamp';
import { nodeIcon } from '../../../shared/ui/node-icon';
import { waitsFor } from '../../call-panel/waits-for';
import { useCallNames } from '../call-names';
import { formatClock } from '../format-time';
import { useLiveJournal } from '../journal/use-live-journal';
import { useCallDocument } from '../read-calls';
import { useNow } from '../use-now';

/** Live calls shown as cards. More would push the list off the page, and each watches its call. */
export const CARDS_AT_MOST = 9;

/** Who is on the phone now, and what each call waits for. */
export const LiveCalls = ({ calls }: { readonly calls: readonly CallSummary[] }) => {
  const t = useTranslations('calls.live');
  if (calls.length === 0) return null;
  return (
    <section aria-label={t('title')} className="mb-[22px]">
      <div className="mb-2.5 flex h-7 items-center gap-2">
        <h2 className="text-lg font-title">{t('title')}</h2>
        <Chip tone="live" lamp="pulse">
          {t('count', { count: calls.length })}
        </Chip>
      </div>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(290px,1fr))] gap-3.5">
        {calls.slice(0, CARDS_AT_MOST).map((call) => (
          <LiveCall key={call.id} call={call} />
        ))}
      </ul>
    </section>
  );
};

const LiveCall = ({ call }: { readonly call: CallSummary }) => {
  const t = useTranslations('calls.live');
  const names = useCallNames()(call);
  const nowMs = useNow(true);
  const document = useCallDocument(call.id);
  const waiting = waitsFor(useLiveJournal(call.id));
  const node = document?.flow.nodes.find(({ id }) => id === call.currentNodeId);
  const definition = node && definitionByType.get(node.type);
  return (
    <li className="rounded-[14px] border border-line bg-surface py-3 pr-3.5 pl-4 shadow-e1">
      <div className="flex items-center gap-2.5">
        <Lamp />
        <b className="min-w-0 truncate font-semibold tabular-nums">{names.from}</b>
        <span className="min-w-0 truncate text-sm text-ink-2">{names.called}</span>
        <span className="ml-auto font-semibold text-live tabular-nums">
          {formatClock(nowMs - Date.parse(call.startedAt))}
        </span>
      </div>
      <div className="mt-2.5 flex items-center gap-2.5">
        {definition ? (
          <FamilyShape family={definition.family} icon={nodeIcon(definition.icon)} />
        ) : (
          <span className="grid size-[26px] shrink-0 place-items-center rounded-full bg-surface-3 text-ink-2">
            <Icon icon={Phone} size={14} />
          </span>
        )}
        <div className="min-w-0 flex-1">
          <p className="truncate font-semibold">{node?.name ?? (call.flow ? t('starting') : t('noFlow'))}</p>
          <p className="truncate text-sm text-ink-2">{waiting ? t(waiting.for) : names.way}</p>
        </div>
        <ButtonLink size="normal">
          <Link href={`/calls/${encodeURIComponent(call.id)}`}>
            <Icon icon={Eye} />
            {t('watch')}
          </Link>
        </ButtonLink>
      </div>
    </li>
  );
};
