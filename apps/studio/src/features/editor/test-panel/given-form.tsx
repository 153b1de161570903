'use client';

import type { ScriptGiven } from '@callwright/flow-engine';
import { useTranslations } from 'next-intl';
import { Field, TextInput } from '../../../shared/ui/field';
import { useTest, useTestActions } from './test-context';

const MAX_SEED = 0xffff_ffff;

/** Who calls whom, when, and with what luck. Counts from the next test call on. */
export const GivenForm = () => {
  const t = useTranslations('testPanel.given');
  const given = useTest((state) => state.given);
  const { setGiven } = useTestActions();
  const change = (part: ScriptGiven) => setGiven({ ...given, ...part });
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 font-title in-[[role=dialog]]:sr-only">{t('title')}</legend>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t('from')}>
          {(control) => (
            <TextInput
              {...control}
              inputMode="tel"
              value={given.from ?? ''}
              onChange={({ target }) => change({ from: target.value })}
            />
          )}
        </Field>
        <Field label={t('to')}>
          {(control) => (
            <TextInput {...control} value={given.to ?? ''} onChange={({ target }) => change({ to: target.value })} />
          )}
        </Field>
      </div>
      <div className="grid grid-cols-[1fr_96px] gap-3">
        <Field label={t('time')}>
          {(control) => (
            <TextInput
              {...control}
              type="datetime-local"
              value={given.time ?? ''}
              onChange={({ target }) => change({ time: target.value === '' ? undefined : target.value })}
            />
          )}
        </Field>
        <Field label={t('seed')}>
          {(control) => (
            <TextInput
              {...control}
              type="number"
              min={0}
              max={MAX_SEED}
              title={t('seedHelp')}
              value={given.seed ?? 0}
              onChange={({ target }) => change({ seed: seedOf(target.value) })}
            />
          )}
        </Field>
      </div>
    </fieldset>
  );
};

const seedOf = (text: string): number => Math.min(MAX_SEED, Math.max(0, Math.trunc(Number(text)) || 0));
