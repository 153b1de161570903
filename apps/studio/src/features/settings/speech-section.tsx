'use client';

import type { SpeechCatalogue } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '../../shared/ui/button';
import { Chip } from '../../shared/ui/chip';
import { EmptyState } from '../../shared/ui/empty-state';
import { FailureNote } from '../../shared/ui/failure-note';
import { Skeleton } from '../../shared/ui/spinner';
import { useSpeechResource } from '../editor/speech/use-speech';
import { Section, Table } from './section';
import { languageList, shortened } from './speech-words';

/** More languages or voices than this are counted, not named. */
const MOST_NAMED = 8;

/** What calls understand and speak here, and how to add more. */
export const SpeechSection = () => {
  const t = useTranslations('settings');
  const { data, error, refetch } = useSpeechResource();
  return (
    <Section title={t('sections.speech')} lead={t('speech.lead')}>
      {error && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-40" />}
      {data && !data.isKnown && (
        <EmptyState text={t('speech.unknown')}>
          <Button onClick={() => void refetch()}>{t('speech.again')}</Button>
        </EmptyState>
      )}
      {data?.isKnown && (
        <div className="flex flex-col gap-6">
          <Recognisers recognisers={data.recognisers} />
          <Voices voices={data.voices} />
          <HowToAdd />
        </div>
      )}
    </Section>
  );
};

const Recognisers = ({ recognisers }: Pick<SpeechCatalogue, 'recognisers'>) => {
  const t = useTranslations('settings.speech');
  return (
    <Part title={t('hears')}>
      {recognisers.length === 0 ? (
        <p className="text-ink-2">{t('hearsNone')}</p>
      ) : (
        <ProviderTable last={t('can')}>
          {recognisers.map(({ name, languages, grammar, freeSpeech }) => (
            <tr key={name}>
              <td className="font-semibold">{name}</td>
              <td>
                <Languages tags={languages} />
              </td>
              <td>
                <span className="flex flex-wrap gap-1.5">
                  {freeSpeech && <Chip>{t('freeSpeech')}</Chip>}
                  {grammar && <Chip>{t('grammar')}</Chip>}
                </span>
              </td>
            </tr>
          ))}
        </ProviderTable>
      )}
    </Part>
  );
};

const Voices = ({ voices }: Pick<SpeechCatalogue, 'voices'>) => {
  const t = useTranslations('settings.speech');
  return (
    <Part title={t('speaks')}>
      {voices.length === 0 ? (
        <p className="text-ink-2">{t('speaksNone')}</p>
      ) : (
        <ProviderTable last={t('voices')}>
          {voices.map(({ name, languages, speakers }) => (
            <tr key={name}>
              <td className="font-semibold">{name}</td>
              <td>
                <Languages tags={languages} />
              </td>
              <td className="py-2 text-ink-2">{speakers.length === 0 ? t('oneVoice') : <Some names={speakers} />}</td>
            </tr>
          ))}
        </ProviderTable>
      )}
    </Part>
  );
};

/** Name, languages, and what else is to be said of each. */
const ProviderTable = ({ last, children }: { readonly last: string; readonly children: ReactNode }) => {
  const t = useTranslations('settings.speech');
  const head = (
    <>
      <th scope="col" className="w-[220px]">
        {t('name')}
      </th>
      <th scope="col">{t('languages')}</th>
      <th scope="col" className="w-[300px]">
        {last}
      </th>
    </>
  );
  return <Table head={head}>{children}</Table>;
};

const Languages = ({ tags }: { readonly tags: readonly string[] }) => {
  const t = useTranslations('settings.speech');
  if (tags.length === 0) return t('anyLanguage');
  const names = languageList(tags);
  return <Some names={names} />;
};

const Some = ({ names }: { readonly names: readonly string[] }) => {
  const t = useTranslations('settings.speech');
  const { shown, moreCount } = shortened(names, MOST_NAMED);
  return (
    <span title={moreCount > 0 ? names.join(', ') : undefined}>
      {shown.join(', ')}
      {moreCount > 0 && <span className="text-ink-3"> {t('more', { count: moreCount })}</span>}
    </span>
  );
};

const HowToAdd = () => {
  const t = useTranslations('settings.speech');
  const code = (text: ReactNode) => <code className="font-mono text-sm">{text}</code>;
  return (
    <Part title={t('add')}>
      <p className="max-w-[680px] text-ink-2">{t.rich('addWords', { code })}</p>
    </Part>
  );
};

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div>
    <h3 className="mb-2 font-title">{title}</h3>
    {children}
  </div>
);
