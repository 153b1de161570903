'use client';

import type { FlowTemplate } from '@callwright/protocol';
import { Workflow } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { PageHeader } from '../../shared/frame/page-header';
import { FailureNote } from '../../shared/ui/failure-note';
import { Icon } from '../../shared/ui/icon';
import { Skeleton } from '../../shared/ui/spinner';
import { BLANK_ID, TemplateCards, templateCards } from '../flows/template-cards';
import { useTemplates } from '../flows/use-flows';
import { useMe } from '../session/use-session';
import { LineCard } from './line-card';
import { TemplatePreview } from './template-preview';

/** One question, templates that answer it, and the line that can be called at once. */
export const HomePage = () => {
  const t = useTranslations('home');
  const { data: me } = useMe();
  const templates = useTemplates();
  const [chosen, setChosen] = useState<string>();
  const cards = templateCards(
    templates.data?.items ?? [],
    { name: t('blank'), description: t('blankDescription'), foot: t('youDecide') },
    ({ document }: FlowTemplate) => t('steps', { count: document.flow.nodes.length }),
  );
  const template = cards.find(({ id }) => id === (chosen ?? cards[0]?.id)) ?? cards[0];
  return (
    <>
      <PageHeader title={me?.workspace.name ?? t('title')} />
      <main id="page" className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid gap-12 px-12 pt-11 pb-12 pl-14 min-[1180px]:grid-cols-[minmax(0,1fr)_400px]">
          <div>
            <h2 className="text-question font-title tracking-[-.02em]">{t.rich('question', { br: () => <br /> })}</h2>
            <p className="mt-3 mb-7 text-xl text-ink-2">{t('lead')}</p>
            {templates.isPending && <Loading />}
            {templates.isError && <FailureNote error={templates.error} onRetry={() => void templates.refetch()} />}
            {templates.data && (
              <TemplateCards label={t('lead')} cards={cards} chosen={template?.id ?? BLANK_ID} onChoose={setChosen} />
            )}
            <p className="mt-[22px] flex items-center gap-2.5 text-ink-2">
              <Icon icon={Workflow} />
              {t('own')}
              <Link href="/flows" className="font-strong text-accent underline underline-offset-3">
                {t('ownLink')}
              </Link>
            </p>
          </div>
          <div className="top-11 flex flex-col gap-5 self-start min-[1180px]:sticky">
            {template && templates.data && <TemplatePreview key={template.id} template={template} />}
            <LineCard />
          </div>
        </div>
      </main>
    </>
  );
};

const Loading = () => (
  <div className="grid grid-cols-3 gap-4" aria-busy>
    {[0, 1, 2].map((card) => (
      <Skeleton key={card} className="h-[234px]" />
    ))}
  </div>
);
