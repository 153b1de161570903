'use client';

import { type DialPolicy, type DialPolicyResource, dialPolicy } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { Switch } from '../../../shared/ui/switch';
import { showToast } from '../../../shared/ui/toast-store';
import { AdvancedPart } from '../advanced-part';
import { FormNote } from '../form-note';
import { type FormProblem, isWrong } from '../form-problem';
import { LineField } from '../line-field';
import { ListField } from '../list-field';
import { useDialPolicyChange } from '../read-telephony';
import { useFormProblem } from '../use-form-problem';
import { type PolicyForm, policyFormOf, policyOf } from './policy-form';

/** Changes whom the workspace may call; saved by its button, with a way back. */
export const PolicyEditor = ({ policy }: { readonly policy: DialPolicyResource }) => {
  const t = useTranslations('telephony.policy');
  const words = useTranslations('shared');
  const { mutateAsync, isPending } = useDialPolicyChange();
  const saved = policyFormOf(policy);
  const [form, setForm] = useState(saved);
  const formId = useId();
  const { problem, refuse, forget } = useFormProblem(formId);
  const change = (part: Partial<PolicyForm>) => {
    setForm((before) => ({ ...before, ...part }));
    forget();
  };
  const isChanged = JSON.stringify(form) !== JSON.stringify(saved);
  const put = async (next: DialPolicy, before: DialPolicy | null) => {
    await mutateAsync(next);
    showToast({
      text: t(before ? 'saved' : 'putBack'),
      action: before ? { label: words('undo'), run: () => void put(before, null).catch(refuse) } : undefined,
    });
  };
  const save = async () => {
    try {
      await put(policyOf(form), dialPolicy.parse(policy));
    } catch (error) {
      refuse(error);
    }
  };
  const part = { form, problem, onChange: change };
  return (
    <form
      id={formId}
      className="flex flex-col gap-4 rounded-[14px] border border-line bg-surface px-6 pt-5"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Where {...part} />
      <Limits {...part} />
      <AdvancedPart title={t('advanced')}>
        <ListField
          label={t('redirectPrefixes')}
          help={t('redirectPrefixesHelp')}
          problem={isWrong(problem, 'redirectPrefixes') ? t('prefixesBad') : undefined}
          value={form.redirectPrefixes}
          onChange={(redirectPrefixes) => change({ redirectPrefixes })}
        />
      </AdvancedPart>
      <footer className="-mx-6 flex min-h-14 items-center gap-3 rounded-b-[14px] border-t border-line bg-surface-2 px-6 py-3">
        <FormNote problem={problem} />
        <div className="flex-1" />
        {isChanged && <Button onClick={() => change(saved)}>{t('discard')}</Button>}
        <Button kind="primary" type="submit" disabled={!isChanged} isBusy={isPending}>
          {words('save')}
        </Button>
      </footer>
    </form>
  );
};

type PolicyPart = {
  readonly form: PolicyForm;
  readonly problem: FormProblem | null;
  readonly onChange: (part: Partial<PolicyForm>) => void;
};

const Where = ({ form, problem, onChange }: PolicyPart) => {
  const t = useTranslations('telephony.policy');
  return (
    <>
      <Heading>{t('where')}</Heading>
      <LineField
        inputMode="tel"
        className="max-w-80"
        label={t('homeCountry')}
        help={t('homeCountryHelp')}
        problem={isWrong(problem, 'homeCountry') ? t('homeCountryBad') : undefined}
        value={form.homeCountry}
        onChange={(homeCountry) => onChange({ homeCountry })}
      />
      <Switch
        label={t('international')}
        help={t('internationalHelp')}
        isOn={form.allowsInternational}
        onChange={(allowsInternational) => onChange({ allowsInternational })}
      />
      <Switch
        label={t('premium')}
        help={t('premiumHelp')}
        isOn={form.allowsPremium}
        onChange={(allowsPremium) => onChange({ allowsPremium })}
      />
      <Switch
        label={t('emergency')}
        help={t('emergencyHelp')}
        isOn={form.allowsEmergency}
        onChange={(allowsEmergency) => onChange({ allowsEmergency })}
      />
      <div className="grid grid-cols-2 items-start gap-4 max-[760px]:grid-cols-1">
        <ListField
          label={t('allowedPrefixes')}
          help={t('allowedPrefixesHelp')}
          problem={isWrong(problem, 'allowedPrefixes') ? t('prefixesBad') : undefined}
          value={form.allowedPrefixes}
          onChange={(allowedPrefixes) => onChange({ allowedPrefixes })}
        />
        <ListField
          label={t('deniedPrefixes')}
          help={t('deniedPrefixesHelp')}
          problem={isWrong(problem, 'deniedPrefixes') ? t('prefixesBad') : undefined}
          value={form.deniedPrefixes}
          onChange={(deniedPrefixes) => onChange({ deniedPrefixes })}
        />
      </div>
    </>
  );
};

const Limits = ({ form, problem, onChange }: PolicyPart) => {
  const t = useTranslations('telephony.policy');
  return (
    <>
      <Heading>{t('limits')}</Heading>
      <div className="grid grid-cols-3 items-start gap-4 max-[760px]:grid-cols-1">
        <LineField
          inputMode="numeric"
          label={t('maxConcurrentCalls')}
          help={t('maxConcurrentCallsHelp')}
          problem={isWrong(problem, 'maxConcurrentCalls') ? t('maxConcurrentCallsBad') : undefined}
          value={form.maxConcurrentCalls}
          onChange={(maxConcurrentCalls) => onChange({ maxConcurrentCalls })}
        />
        <LineField
          inputMode="numeric"
          label={t('maxCallsPerSecond')}
          help={t('maxCallsPerSecondHelp')}
          problem={isWrong(problem, 'maxCallsPerSecond') ? t('maxCallsPerSecondBad') : undefined}
          value={form.maxCallsPerSecond}
          onChange={(maxCallsPerSecond) => onChange({ maxCallsPerSecond })}
        />
        <LineField
          inputMode="numeric"
          label={t('maxCallMinutes')}
          help={t('maxCallMinutesHelp')}
          problem={isWrong(problem, 'maxCallSeconds') ? t('maxCallMinutesBad') : undefined}
          value={form.maxCallMinutes}
          onChange={(maxCallMinutes) => onChange({ maxCallMinutes })}
        />
      </div>
    </>
  );
};

const Heading = ({ children }: { readonly children: ReactNode }) => <h3 className="font-title">{children}</h3>;
