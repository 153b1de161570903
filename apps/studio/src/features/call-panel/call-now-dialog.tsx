'use client';

import { type FlowSummary, flowSummary, page } from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../../shared/api/client';
import { ButtonLink } from '../../shared/ui/button-link';
import { Dialog } from '../../shared/ui/dialog';
import { EmptyState } from '../../shared/ui/empty-state';
import { FailureNote } from '../../shared/ui/failure-note';
import { Field, SelectInput } from '../../shared/ui/field';
import { CallPanel } from './call-panel';

const flowsPage = page(flowSummary);

/** Chooses a flow and calls it, on a page that shows none. */
export const CallNowDialog = ({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) => {
  const t = useTranslations('callPanel.now');
  const { data, error, refetch } = useQuery({
    queryKey: ['flows', 'to-call'],
    queryFn: ({ signal }) => api.get('/flows', flowsPage, { query: { limit: 200 }, signal }),
    enabled: isOpen,
  });
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('title')} widthPx={420} className="flex flex-col px-0 pb-0">
      {error ? (
        <FailureNote error={error} onRetry={() => void refetch()} />
      ) : data && data.items.length === 0 ? (
        <EmptyState text={t('none')}>
          <ButtonLink kind="primary">
            <Link href="/">{t('make')}</Link>
          </ButtonLink>
        </EmptyState>
      ) : (
        data && <ChosenFlow flows={data.items} />
      )}
    </Dialog>
  );
};

const ChosenFlow = ({ flows }: { readonly flows: readonly FlowSummary[] }) => {
  const t = useTranslations('callPanel.now');
  const [flowId, setFlowId] = useState<string | undefined>(flows[0]?.id);
  const [isUnderWay, setUnderWay] = useState(false);
  const flow = flows.find(({ id }) => id === flowId);
  return (
    <div className="flex h-[min(620px,calc(100vh-140px))] flex-col">
      <Field label={t('lead')} className="px-6 pb-3">
        {(control) => (
          <SelectInput
            {...control}
            autoFocus
            disabled={isUnderWay}
            value={flowId}
            onChange={(event) => setFlowId(event.target.value)}
          >
            {flows.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {flow && (
        <CallPanel key={flow.id} flowId={flow.id} publishedVersion={flow.publishedVersion} onUnderWay={setUnderWay} />
      )}
    </div>
  );
};
