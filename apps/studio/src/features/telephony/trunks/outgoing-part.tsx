'use client';

import { trunkSettings } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { Switch } from '../../../shared/ui/switch';
import { ChoiceField } from '../choice-field';
import { type FormProblem, isWrong } from '../form-problem';
import { LineField } from '../line-field';
import { ListField } from '../list-field';
import type { TrunkForm } from './trunk-form';

const FORMATS = trunkSettings.shape.numberFormat.unwrap().options;

/** What a part of the form of a trunk is given. */
export type TrunkPart = {
  readonly form: TrunkForm;
  readonly problem: FormProblem | null;
  readonly onChange: (part: Partial<TrunkForm>) => void;
};

/** Which calls go out by the trunk, and what they show. */
export const OutgoingPart = ({ form, problem, onChange }: TrunkPart) => {
  const t = useTranslations('telephony.trunks');
  return (
    <section className="-mx-6 flex flex-col gap-4 border-t border-line px-6 pt-4">
      <div>
        <h3 className="font-title">{t('outgoing')}</h3>
        <p className="text-sm text-ink-3">{t('outgoingLead')}</p>
      </div>
      <div className="grid grid-cols-2 items-start gap-4 max-[560px]:grid-cols-1">
        <LineField
          label={t('callerId')}
          help={t('callerIdHelp')}
          problem={isWrong(problem, 'callerId') ? t('callerIdBad') : undefined}
          value={form.callerId}
          onChange={(callerId) => onChange({ callerId })}
        />
        <LineField
          inputMode="numeric"
          label={t('maxCalls')}
          help={t('maxCallsHelp')}
          problem={isWrong(problem, 'maxCalls') ? t('maxCallsBad') : undefined}
          value={form.maxCalls}
          onChange={(maxCalls) => onChange({ maxCalls })}
        />
      </div>
      <Switch
        label={t('passesCallerId')}
        help={t('passesCallerIdHelp')}
        isOn={form.passesCallerId}
        onChange={(passesCallerId) => onChange({ passesCallerId })}
      />
      <ListField
        label={t('routePrefixes')}
        help={t('routePrefixesHelp')}
        problem={isWrong(problem, 'routePrefixes') ? t('routePrefixesBad') : undefined}
        rows={1}
        value={form.routePrefixes}
        onChange={(routePrefixes) => onChange({ routePrefixes })}
      />
      <ChoiceField
        label={t('numberFormat')}
        help={t('numberFormatHelp')}
        value={form.numberFormat}
        options={FORMATS.map((value) => ({ value, label: t(`numberFormats.${value}`) }))}
        onChange={(numberFormat) => onChange({ numberFormat })}
      />
    </section>
  );
};
