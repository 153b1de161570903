'use client';

import { ExternalLink } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { usePublicConfig } from '../../shared/api/live-events';
import { Icon } from '../../shared/ui/icon';
import { useMe } from '../session/use-session';
import { Section } from './section';

/** Which Callwright this is, and whose. */
export const AboutSection = () => {
  const t = useTranslations('settings');
  const { data: config } = usePublicConfig();
  const { data: me } = useMe();
  return (
    <Section title={t('sections.about')} lead={t('about.lead')}>
      <dl className="max-w-[560px] rounded-[14px] border border-line bg-surface px-[18px]">
        <Fact name={t('about.version')}>{config?.version}</Fact>
        <Fact name={t('about.workspace')}>{me?.workspace.name}</Fact>
        <Fact name={t('about.you')}>
          {me && (
            <>
              {me.user.name} <span className="text-ink-2">{me.user.email}</span>
            </>
          )}
        </Fact>
        <Fact name={t('about.lines')}>
          <span className="font-mono text-sm">{config && `${config.mediaUrl}/call/webrtc`}</span>
        </Fact>
        <Fact name={t('about.docs')}>
          <a
            href="/api/docs"
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1 font-semibold text-accent underline underline-offset-3"
          >
            {t('about.open')}
            <Icon icon={ExternalLink} size={14} />
          </a>
        </Fact>
      </dl>
    </Section>
  );
};

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="flex min-h-12 items-center gap-4 border-b border-line py-1 last:border-b-0">
    <dt className="w-52 shrink-0 text-ink-2">{name}</dt>
    <dd className="min-w-0 break-all">{children}</dd>
  </div>
);
