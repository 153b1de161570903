'use client';

import { Phone } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '../../shared/ui/button-link';
import { Icon } from '../../shared/ui/icon';
import { Lamp } from '../../shared/ui/lamp';
import { useFlows } from '../flows/use-flows';

/** The first line that is live, to be called from this browser at once. Nothing while there is none. */
export const LineCard = () => {
  const t = useTranslations('home.line');
  const flows = useFlows();
  const live = flows.data?.pages
    .flatMap(({ items }) => items)
    .find(({ publishedVersion, endpoints }) => publishedVersion !== null && endpoints.length > 0);
  const [endpoint] = live?.endpoints ?? [];
  if (!live || endpoint === undefined) return null;
  return (
    <section
      aria-label={t('title')}
      className="flex flex-col gap-3 rounded-[20px] border border-line bg-surface px-6 py-5"
    >
      <h3 className="flex items-center gap-2.5 text-lg font-title">
        <Lamp isPulsing={false} />
        {t('title')}
      </h3>
      <p className="text-ink-2">{t('body', { flow: live.name, endpoint })}</p>
      <div className="flex gap-2">
        <ButtonLink kind="live">
          <Link href={`/flows/${live.id}?call=1`}>
            <Icon icon={Phone} />
            {t('call')}
          </Link>
        </ButtonLink>
        <ButtonLink kind="quiet">
          <Link href={`/flows/${live.id}`}>{t('open')}</Link>
        </ButtonLink>
      </div>
    </section>
  );
};
