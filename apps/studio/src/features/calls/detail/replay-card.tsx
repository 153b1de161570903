'use client';

import { type CallReplay, type CallResource, callReplay, type FlowRef, flowVersion, page } from '@callwright/protocol';
import { useMutation, useQuery } from '@tanstack/react-query';
import { GitCompareArrows } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { hasCode } from '../../../shared/api/api-failure';
import { api } from '../../../shared/api/client';
import { Button } from '../../../shared/ui/button';
import { SelectInput } from '../../../shared/ui/field';
import { Icon } from '../../../shared/ui/icon';
import { formatClock } from '../format-time';
import { nameOfStep } from './call-flows';
import { usePlayer } from './player-context';

const MOST = 100;

/** Whether the draft, or a version, would do the same with this caller; and where it would first do something else. */
export const ReplayCard = ({ call, ran }: { readonly call: CallResource; readonly ran: FlowRef }) => {
  const t = useTranslations('calls.detail.replay');
  const [edition, setEdition] = useState('draft');
  const versions = useQuery({
    queryKey: ['flows', ran.flowId, 'versions'],
    queryFn: ({ signal }) =>
      api.get(`/flows/${ran.flowId}/versions`, page(flowVersion), { signal, query: { limit: MOST } }),
  });
  const replay = useMutation({
    mutationFn: (chosen: string) => {
      const version = chosen === 'draft' ? chosen : Number(chosen);
      return api.post(`/calls/${encodeURIComponent(call.id)}/replay`, { version }, callReplay);
    },
  });
  return (
    <section
      aria-label={t('title')}
      className="flex shrink-0 flex-wrap items-center gap-3 border-t border-line bg-surface px-4 py-3"
    >
      <Icon icon={GitCompareArrows} className="text-ok" />
      <div className="min-w-40 flex-1" aria-live="polite">
        <h3 className="font-semibold">{t('title')}</h3>
        {replay.isIdle && <p className="text-ink-2">{t('lead')}</p>}
        {replay.isError && (
          <p className="text-danger">{t(hasCode(replay.error, 'flow.invalid') ? 'broken' : 'failed')}</p>
        )}
        {replay.data && <Outcome call={call} replay={replay.data} />}
      </div>
      <SelectInput
        aria-label={t('edition')}
        value={edition}
        onChange={({ target }) => {
          setEdition(target.value);
          replay.reset();
        }}
        className="h-8 w-32"
      >
        <option value="draft">{t('draft')}</option>
        {versions.data?.items.map(({ version }) => (
          <option key={version} value={version}>
            {t('version', { version })}
          </option>
        ))}
      </SelectInput>
      <Button isBusy={replay.isPending} onClick={() => replay.mutate(edition)}>
        {t('compare')}
      </Button>
    </section>
  );
};

const Outcome = ({
  call,
  replay: { divergence, change },
}: {
  readonly call: CallResource;
  readonly replay: CallReplay;
}) => {
  const t = useTranslations('calls.detail.replay');
  const player = usePlayer();
  const first = divergence ?? change;
  if (!first) return <p className="text-ink-2">{t('same')}</p>;
  const time = formatClock(first.atMs);
  return (
    <p className="text-ink-2">
      {divergence
        ? t('differs', { time, was: moveWords(t, call, divergence.recorded), is: moveWords(t, call, divergence.now) })
        : t('changed', { time })}{' '}
      <button
        type="button"
        onClick={() => player.seek(first.atMs)}
        className="font-semibold text-accent hover:underline"
      >
        {t('show', { time })}
      </button>
    </p>
  );
};

type Move = NonNullable<NonNullable<CallReplay['divergence']>['recorded']>;

const moveWords = (
  t: ReturnType<typeof useTranslations<'calls.detail.replay'>>,
  call: CallResource,
  move: Move | null,
): string => {
  switch (move?.move) {
    case undefined:
      return t('move.nothing');
    case 'enters':
      return t('move.enters', { step: nameOfStep(call, move.nodeId, move.subflow) });
    case 'leaves':
      return t('move.leaves', { step: nameOfStep(call, move.nodeId, move.subflow), exit: move.exit });
    case 'ends':
      return t('move.ends');
    case 'fails':
      return t('move.fails');
  }
};
