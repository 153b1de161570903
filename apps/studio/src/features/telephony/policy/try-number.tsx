'use client';

import type { DialExplanation } from '@callwright/protocol';
import { Ban, Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { Field, TextInput } from '../../../shared/ui/field';
import { Icon } from '../../../shared/ui/icon';
import { formProblemOf } from '../form-problem';
import { useDialExplanation } from '../read-telephony';

/** Says whether a number may be called, and why not. Nothing is called. */
export const TryNumber = () => {
  const t = useTranslations('telephony.policy.try');
  const form = useTranslations('telephony.form');
  const [number, setNumber] = useState('');
  const { mutate, data, error, isPending, reset } = useDialExplanation();
  return (
    <form
      className="rounded-[14px] border border-line bg-surface px-[18px] py-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (number.trim() !== '') mutate(number.trim());
      }}
    >
      <Field label={t('label')} help={t('help')}>
        {(control) => (
          <div className="flex gap-2">
            <TextInput
              {...control}
              inputMode="tel"
              autoComplete="off"
              value={number}
              onChange={({ target }) => {
                setNumber(target.value);
                reset();
              }}
              className="max-w-80 tabular-nums"
            />
            <Button type="submit" className="h-9" isBusy={isPending} disabled={number.trim() === ''}>
              {t('ask')}
            </Button>
          </div>
        )}
      </Field>
      <div role="status">
        {data && <Answer explanation={data} />}
        {error && <p className="mt-2 text-danger">{form(formProblemOf(error).kind)}</p>}
      </div>
    </form>
  );
};

const Answer = ({ explanation: { isAllowed, number, text } }: { readonly explanation: DialExplanation }) => {
  const t = useTranslations('telephony.policy.try');
  return (
    <p
      className={`mt-3 flex items-start gap-2 rounded-field px-3 py-2 ${
        isAllowed ? 'bg-ok-soft text-ok' : 'bg-danger-soft text-danger'
      }`}
    >
      <Icon icon={isAllowed ? Check : Ban} className="mt-0.5" />
      <span>
        <b className="font-semibold tabular-nums">
          {t(isAllowed ? 'allowed' : 'denied', { number: number ?? t('that') })}
        </b>{' '}
        <span className="text-ink">{text}</span>
      </span>
    </p>
  );
};
