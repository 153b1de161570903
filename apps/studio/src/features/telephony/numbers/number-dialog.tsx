'use client';

import type { NumberResource } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { Field, SelectInput } from '../../../shared/ui/field';
import { useLines } from '../../settings/resources';
import { ChoiceField } from '../choice-field';
import { FormNote } from '../form-note';
import { isWrong } from '../form-problem';
import { LineField } from '../line-field';
import { useNumberChanges, usePhones, useTrunks } from '../read-telephony';
import { useFormProblem } from '../use-form-problem';
import { type NumberForm, numberFormOf, numberOf, REJECT_CODES } from './number-form';

/** Leads a number to a line, or changes where one leads. */
export const NumberDialog = ({
  number,
  onClose,
}: {
  /** Null for a new one. */
  readonly number: NumberResource | null;
  readonly onClose: () => void;
}) => {
  const t = useTranslations('telephony.numbers');
  const words = useTranslations('shared');
  const { create, update } = useNumberChanges();
  const [form, setForm] = useState(() => numberFormOf(number));
  const formId = useId();
  const { problem, refuse, forget } = useFormProblem(formId);
  const change = (part: Partial<NumberForm>) => {
    setForm((before) => ({ ...before, ...part }));
    forget();
  };
  const save = async () => {
    try {
      const sent = numberOf(form);
      if (number) await update.mutateAsync({ id: number.id, change: sent });
      else await create.mutateAsync(sent);
      onClose();
    } catch (error) {
      refuse(error);
    }
  };
  const isTaken = problem?.kind === 'conflict';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(number ? 'editTitle' : 'addTitle')}
      widthPx={520}
      foot={
        <>
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isBusy={create.isPending || update.isPending}>
            {number ? words('save') : t('addSave')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <LineField
          autoFocus
          label={t('pattern')}
          help={t('patternHelp')}
          problem={isTaken ? t('taken') : isWrong(problem, 'pattern') ? t('patternBad') : undefined}
          value={form.pattern}
          onChange={(pattern) => change({ pattern })}
        />
        <LineChoice form={form} onChange={change} />
        <TrunkChoice form={form} onChange={change} />
        <Otherwise form={form} isWrong={isWrong(problem, 'fallback')} onChange={change} />
        {!isTaken && <FormNote problem={problem} />}
      </form>
    </Dialog>
  );
};

type Part = { readonly form: NumberForm; readonly onChange: (part: Partial<NumberForm>) => void };

const LineChoice = ({ form, onChange }: Part) => {
  const t = useTranslations('telephony.numbers');
  const { data } = useLines();
  return (
    <Field label={t('line')} help={data?.items.length === 0 ? t('noLines') : t('lineHelp')}>
      {(control) => (
        <SelectInput
          {...control}
          value={form.endpointId ?? ''}
          onChange={({ target }) =>
            onChange({ endpointId: data?.items.find(({ id }) => id === target.value)?.id ?? null })
          }
        >
          <option value="">{t('nobody')}</option>
          {data?.items.map(({ id, name, flowName }) => (
            <option key={id} value={id}>
              {flowName === null ? name : t('lineWithFlow', { line: name, flow: flowName })}
            </option>
          ))}
        </SelectInput>
      )}
    </Field>
  );
};

const TrunkChoice = ({ form, onChange }: Part) => {
  const t = useTranslations('telephony.numbers');
  const { data } = useTrunks();
  return (
    <Field label={t('trunk')} help={t('trunkHelp')}>
      {(control) => (
        <SelectInput
          {...control}
          value={form.trunkId ?? ''}
          onChange={({ target }) =>
            onChange({ trunkId: data?.items.find(({ id }) => id === target.value)?.id ?? null })
          }
        >
          <option value="">{t('anyTrunk')}</option>
          {data?.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectInput>
      )}
    </Field>
  );
};

const Otherwise = ({ form, isWrong: isBad, onChange }: Part & { readonly isWrong: boolean }) => {
  const t = useTranslations('telephony.numbers');
  const listId = useId();
  const { data: phones } = usePhones();
  const codes = REJECT_CODES.map(String);
  // A program may have set another code.
  const isOther = !['none', 'dial', ...codes].includes(form.otherwise);
  return (
    <>
      <ChoiceField
        label={t('otherwise')}
        help={t('otherwiseHelp')}
        value={form.otherwise}
        onChange={(otherwise) => onChange({ otherwise })}
        options={[
          { value: 'none', label: t('fallback.none') },
          { value: 'dial', label: t('fallback.dial') },
          ...REJECT_CODES.map((code) => ({ value: String(code), label: t(`fallback.reject${code}`) })),
          ...(isOther ? [{ value: form.otherwise, label: t('fallback.reject', { code: form.otherwise }) }] : []),
        ]}
      />
      {form.otherwise === 'dial' && (
        <>
          <Field label={t('target')} help={t('targetHelp')} problem={isBad ? t('targetBad') : undefined}>
            {(control) => (
              <input
                {...control}
                list={listId}
                autoComplete="off"
                value={form.target}
                onChange={({ target }) => onChange({ target: target.value })}
                className="h-9 w-full rounded-field border border-line-strong bg-surface px-2.5 text-ink focus:border-accent focus:shadow-[0_0_0_3px_var(--accent-soft)] focus:outline-none aria-invalid:border-danger"
              />
            )}
          </Field>
          <datalist id={listId}>
            {phones?.items.map(({ id, username, displayName }) => (
              <option key={id} value={username}>
                {displayName}
              </option>
            ))}
          </datalist>
        </>
      )}
    </>
  );
};
