'use client';

import { PhoneOutgoing } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { ApiFailure } from '../../../shared/api/api-failure';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { Field, SelectInput, TextInput } from '../../../shared/ui/field';
import { Switch } from '../../../shared/ui/switch';
import { showToast } from '../../../shared/ui/toast-store';
import { useFlows, useLines } from '../../settings/resources';
import { AdvancedPart } from '../advanced-part';
import { FormNote } from '../form-note';
import { isWrong } from '../form-problem';
import { LineField } from '../line-field';
import { usePhones, usePlacedCall } from '../read-telephony';
import { useFormProblem } from '../use-form-problem';
import { orderOf, type PlaceCallForm, placeCallFormOf } from './place-call-form';

/** Has somebody called: whom, and who talks to them when they answer. */
export const CallSomebodyDialog = ({
  callee,
  onClose,
}: {
  /** Whom to call, when that is known already. */
  readonly callee: string;
  readonly onClose: () => void;
}) => {
  const t = useTranslations('telephony.place');
  const words = useTranslations('shared');
  const router = useRouter();
  const { mutateAsync, isPending } = usePlacedCall();
  const [form, setForm] = useState(() => placeCallFormOf(callee));
  const [refusal, setRefusal] = useState<string>();
  const formId = useId();
  const { problem, refuse, forget } = useFormProblem(formId);
  const change = (part: Partial<PlaceCallForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setRefusal(undefined);
    forget();
  };
  const call = async () => {
    try {
      const order = orderOf(form);
      const { callId } = await mutateAsync(order);
      onClose();
      showToast({
        text: t('placed', { callee: order.callee }),
        action: { label: t('watch'), run: () => router.push(`/calls/${encodeURIComponent(callId)}`) },
      });
    } catch (error) {
      // Why a call may not be made is told by the api, in words.
      if (error instanceof ApiFailure && error.code.startsWith('call.')) setRefusal(error.message);
      else refuse(error);
    }
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('title')}
      lead={t('lead')}
      widthPx={480}
      foot={
        <>
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button kind="primary" icon={PhoneOutgoing} type="submit" form={formId} isBusy={isPending}>
            {t('call')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void call();
        }}
      >
        <Callee value={form.callee} isBad={isWrong(problem, 'callee')} onChange={(next) => change({ callee: next })} />
        <Speaker
          value={form.speaker}
          isBad={isWrong(problem, 'line') || isWrong(problem, 'flowId')}
          onChange={(speaker) => change({ speaker })}
        />
        <AdvancedPart title={t('advanced')}>
          <LineField
            inputMode="tel"
            label={t('caller')}
            help={t('callerHelp')}
            problem={isWrong(problem, 'caller') ? t('callerBad') : undefined}
            value={form.caller}
            onChange={(caller) => change({ caller })}
          />
          <LineField
            inputMode="numeric"
            label={t('ring')}
            help={t('ringHelp')}
            problem={isWrong(problem, 'timeoutMs') ? t('ringBad') : undefined}
            value={form.ringSeconds}
            onChange={(ringSeconds) => change({ ringSeconds })}
          />
          <Switch
            label={t('machines')}
            help={t('machinesHelp')}
            isOn={form.detectsMachines}
            onChange={(detectsMachines) => change({ detectsMachines })}
          />
        </AdvancedPart>
        {refusal && (
          <p role="alert" className="text-danger">
            {refusal}
          </p>
        )}
        <FormNote problem={problem} />
      </form>
    </Dialog>
  );
};

type Choice = { readonly value: string; readonly isBad: boolean; readonly onChange: (value: string) => void };

const Callee = ({ value, isBad, onChange }: Choice) => {
  const t = useTranslations('telephony.place');
  const listId = useId();
  const { data } = usePhones();
  return (
    <Field label={t('callee')} help={t('calleeHelp')} problem={isBad ? t('calleeBad') : undefined}>
      {(control) => (
        <>
          <TextInput
            {...control}
            autoFocus={value === ''}
            list={listId}
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={({ target }) => onChange(target.value)}
          />
          <datalist id={listId}>
            {data?.items
              .filter(({ isEnabled }) => isEnabled)
              .map(({ id, username, displayName }) => (
                <option key={id} value={username}>
                  {displayName}
                </option>
              ))}
          </datalist>
        </>
      )}
    </Field>
  );
};

const Speaker = ({ value, isBad, onChange }: Choice) => {
  const t = useTranslations('telephony.place');
  const { data: lines } = useLines();
  const { data: flows } = useFlows();
  const published = flows?.items.filter(({ publishedVersion }) => publishedVersion !== null) ?? [];
  return (
    <Field label={t('speaker')} help={t('speakerHelp')} problem={isBad ? t('speakerBad') : undefined}>
      {(control) => (
        <SelectInput {...control} value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">{t('choose')}</option>
          {published.length > 0 && (
            <optgroup label={t('flows')}>
              {published.map(({ id, name }) => (
                <option key={id} value={`flow:${id}`}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
          {lines && lines.items.length > 0 && (
            <optgroup label={t('lines')}>
              {lines.items.map(({ id, name, flowName }) => (
                <option key={id} value={`line:${name}`}>
                  {flowName ? t('lineWithFlow', { line: name, flow: flowName }) : name}
                </option>
              ))}
            </optgroup>
          )}
        </SelectInput>
      )}
    </Field>
  );
};
