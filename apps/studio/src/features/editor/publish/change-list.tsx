'use client';

import { ArrowRight, Minus, Pencil, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Icon } from '../../../shared/ui/icon';
import { PromptWords } from '../prompt-words';
import type { FlowChange } from './describe-changes';

const SIGNS = {
  stepAdded: Plus,
  entryAdded: Plus,
  stepRemoved: Minus,
  entryRemoved: Minus,
  stepRenamed: Pencil,
  settingChanged: Pencil,
  entryChanged: Pencil,
  wayChanged: ArrowRight,
  startChanged: ArrowRight,
  flowSettingChanged: Pencil,
} as const satisfies Record<FlowChange['kind'], unknown>;

/** Differences between two versions, one a line, in words. */
export const ChangeList = ({ changes }: { readonly changes: readonly FlowChange[] }) => (
  <ul className="flex flex-col rounded-card border border-line">
    {changes.map((change, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change while it is shown
      <li key={at} className="flex gap-2.5 border-b border-line px-3 py-2.5 last:border-0">
        <Icon icon={SIGNS[change.kind]} className="mt-0.5 text-ink-3" />
        <div className="min-w-0 flex-1">
          <Words change={change} />
        </div>
      </li>
    ))}
  </ul>
);

const Words = ({ change }: { readonly change: FlowChange }) => {
  const t = useTranslations('editor.changes');
  const nowhere = t('nowhere');
  switch (change.kind) {
    case 'stepAdded':
    case 'stepRemoved':
      return (
        <>
          <p>{t(change.kind, { step: change.step })}</p>
          {change.words !== '' && (
            <p className="text-ink-3">
              <PromptWords text={change.words} />
            </p>
          )}
        </>
      );
    case 'stepRenamed':
      return <p>{t('stepRenamed', { step: change.step, before: change.before })}</p>;
    case 'entryAdded':
    case 'entryRemoved':
    case 'entryChanged':
      return <p>{t(change.kind, { step: change.step, entry: change.entry })}</p>;
    case 'wayChanged':
      return (
        <p>
          {t('wayChanged', { step: change.step, exit: change.exit, after: change.after ?? nowhere })}{' '}
          {change.before !== null && <span className="text-ink-3">{t('wayBefore', { before: change.before })}</span>}
        </p>
      );
    case 'startChanged':
      return <p>{t('startChanged', { after: change.after ?? nowhere })}</p>;
    case 'settingChanged':
      return (
        <>
          <p>{t('settingChanged', { step: change.step, setting: change.setting })}</p>
          <BeforeAfter before={change.before} after={change.after} />
        </>
      );
    case 'flowSettingChanged':
      return (
        <>
          <p>{t(`flowSettings.${change.setting}`)}</p>
          <BeforeAfter before={change.before} after={change.after} />
        </>
      );
  }
};

const BeforeAfter = ({ before, after }: { readonly before: string | null; readonly after: string | null }) => {
  const t = useTranslations('editor.changes');
  if (before === null && after === null) return null;
  return (
    <div className="mt-1 grid gap-1">
      {before !== null && before !== '' && (
        <del className="rounded-tag bg-surface-2 px-1.5 text-ink-3">
          <span className="sr-only">{t('before')} </span>
          <PromptWords text={before} />
        </del>
      )}
      {after !== null && after !== '' && (
        <ins className="rounded-tag bg-ok-soft px-1.5 text-ok no-underline">
          <span className="sr-only">{t('after')} </span>
          <PromptWords text={after} />
        </ins>
      )}
    </div>
  );
};
