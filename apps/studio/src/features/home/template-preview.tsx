'use client';

import { definitionByType } from '@callwright/nodes';
import type { FlowDocument } from '@callwright/protocol';
import { ArrowRight } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Button } from '../../shared/ui/button';
import { Field, TextInput } from '../../shared/ui/field';
import { KeyCap } from '../../shared/ui/key-cap';
import { faceOf } from '../editor/model/step-face';
import { speaksForCompany, TEMPLATE_COMPANY, withCompany } from '../flows/company-name';
import { BLANK_ID, type TemplateCard } from '../flows/template-cards';
import { useFlowCommands } from '../flows/use-flows';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** What callers of a template hear and press, with the name of one's own company in it; then it is one's own. */
export const TemplatePreview = ({ template }: { readonly template: TemplateCard }) => {
  const t = useTranslations('home.preview');
  const router = useRouter();
  const { create } = useFlowCommands();
  const [company, setCompany] = useState('');
  const document = useMemo(() => withCompany(template.document, company), [template.document, company]);
  const { prompt, answers } = openingOf(document);
  const name = company.trim() || TEMPLATE_COMPANY;
  const isForCompany = template.id === BLANK_ID || speaksForCompany(template.document);
  const use = () =>
    create.mutate(
      template.id === BLANK_ID
        ? { name: company.trim() || template.name }
        : isForCompany
          ? { name: t('flowName', { company: name, template: template.name.toLowerCase() }), document }
          : { name: template.name, document },
      { onSuccess: ({ id }) => router.push(`/flows/${id}`) },
    );
  return (
    <section
      aria-label={t('title')}
      className="flex flex-col gap-4 rounded-[20px] border border-line bg-surface px-6 py-[22px] shadow-e3"
    >
      <div className="flex items-baseline justify-between gap-3">
        <h3 className="text-lg font-title">{t('title')}</h3>
        <span className="truncate text-sm text-ink-3">{template.name}</span>
      </div>
      {isForCompany && (
        <Field label={t('company')}>
          {(control) => (
            <TextInput
              {...control}
              value={company}
              maxLength={60}
              placeholder={TEMPLATE_COMPANY}
              onChange={({ target }) => setCompany(target.value)}
              className="h-10 text-lg"
            />
          )}
        </Field>
      )}
      <div className="rounded-[14px] bg-surface-2 p-4">
        {prompt === '' ? (
          <p className="text-ink-2">{t('silent')}</p>
        ) : (
          <>
            <p className="text-sm text-ink-3">{t('says')}</p>
            <p className="mt-1 text-[15px]/[23px]">
              “<Marked text={prompt} mark={name} />”
            </p>
          </>
        )}
        {answers.length > 0 && (
          <div className="mt-4 flex items-center gap-5 border-t border-line pt-4">
            <Keys used={answers.map(({ key }) => key ?? '')} />
            <ul className="flex min-w-0 flex-col gap-3">
              {answers.map(({ name: exit, label, key }) => (
                <li key={exit} className="flex min-w-0 items-center gap-2">
                  {key && <KeyCap digit={key} />}
                  <span className="truncate">{label}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <Button
        kind="primary"
        size="large"
        iconAfter={ArrowRight}
        isBusy={create.isPending || create.isSuccess}
        onClick={use}
      >
        {t('use')}
      </Button>
      <p
        role={create.isError ? 'alert' : undefined}
        className={`text-center text-sm ${create.isError ? 'text-danger' : 'text-ink-3'}`}
      >
        {create.isError ? t('failed') : t('note')}
      </p>
    </section>
  );
};

const Marked = ({ text, mark }: { readonly text: string; readonly mark: string }) =>
  text.split(mark).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
    <span key={at}>
      {at > 0 && <mark className="-mx-px rounded-tag bg-data-soft px-[3px] font-semibold text-data">{mark}</mark>}
      {part}
    </span>
  ));

const Keys = ({ used }: { readonly used: readonly string[] }) => (
  <div aria-hidden className="grid shrink-0 grid-cols-[repeat(3,38px)] gap-1.5">
    {KEYS.map((key) => (
      <span
        key={key}
        className={`grid h-[34px] place-items-center rounded-[9px] border text-lg ${
          used.includes(key)
            ? 'border-b-2 border-line-strong bg-surface font-title'
            : 'border-line bg-surface-2 font-medium text-ink-3'
        }`}
      >
        {key}
      </span>
    ))}
  </div>
);

// What is said until the first question, and that question's answers.
const openingOf = ({ flow }: FlowDocument) => {
  const nodes = new Map<string, (typeof flow.nodes)[number]>(flow.nodes.map((node) => [node.id, node]));
  const words: string[] = [];
  let here = flow.start === null ? undefined : nodes.get(flow.start);
  for (let steps = 0; here && steps < 5; steps++) {
    const { exits, summary } = faceOf(here, definitionByType);
    const choices = exits.filter(({ kind }) => kind === 'choice');
    words.push(summary);
    if (choices.length > 0) return { prompt: words.join(' ').trim(), answers: choices };
    const from = here.id;
    const next = flow.edges.find((edge) => edge.from === from && exits[0]?.name === edge.exit);
    here = next && nodes.get(next.to);
  }
  return { prompt: words.join(' ').trim(), answers: [] };
};
