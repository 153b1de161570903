'use client';

import type { EndpointResource } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef } from 'react';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { Field, TextInput } from '../../shared/ui/field';
import { Switch } from '../../shared/ui/switch';
import { LineAnswerPart } from './line-answer-part';
import { LineProtocolPart } from './line-protocol-part';
import { LineSoundPart } from './line-sound-part';
import { UnfitSteps } from './unfit-steps';
import { type LineForm, type LineProblem, useLineForm } from './use-line-form';

/** Makes a line, or changes one. */
export const LineDialog = ({
  line,
  onClose,
}: {
  /** Null for a new one. */
  readonly line: EndpointResource | null;
  readonly onClose: () => void;
}) => {
  const t = useTranslations('settings.lines');
  const words = useTranslations('shared');
  const { form, change, problem, save, isSaving } = useLineForm(line, onClose);
  const { name, answer, protocol, isPublic, sound } = form;
  const formId = useId();
  const formElement = useRef<HTMLFormElement>(null);
  // What is marked may stand outside the part of the form that is in sight.
  useEffect(() => {
    if (problem) formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(line ? 'editTitle' : 'addTitle')}
      widthPx={560}
      foot={
        <>
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isBusy={isSaving}>
            {t(line ? 'save' : 'addSave')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        ref={formElement}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          // A secret's own form stands in here, in a sheet of its own.
          if (event.target !== event.currentTarget) return;
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={t('name')}
          help={t('nameHelp')}
          problem={problem?.kind === 'nameBad' || problem?.kind === 'nameTaken' ? t(problem.kind) : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              autoFocus
              autoComplete="off"
              spellCheck={false}
              value={name}
              onChange={({ target }) => change({ name: target.value })}
            />
          )}
        </Field>
        <LineAnswerPart
          answer={answer}
          wrong={problem?.kind === 'fields' ? problem.wrong : []}
          onChange={(part) => change({ answer: { ...answer, ...part } })}
        />
        <LineProtocolPart
          protocol={protocol}
          name={name}
          hasFlow={answer.by === 'flow'}
          onChange={(one) => change({ protocol: one })}
        />
        <Refusal problem={problem} form={form} />
        <Switch
          label={t('public')}
          help={t('publicHelp')}
          isOn={isPublic}
          onChange={(is) => change({ isPublic: is })}
        />
        <LineSoundPart sound={sound} onChange={(part) => change({ sound: { ...sound, ...part } })} />
      </form>
    </Dialog>
  );
};

/** Why the line was not saved, where that is not said at a field. */
const Refusal = ({ problem, form }: { readonly problem: LineProblem | null; readonly form: LineForm }) => {
  const t = useTranslations('settings.lines.refused');
  if (problem === null || problem.kind === 'nameBad' || problem.kind === 'nameTaken') return null;
  const { protocol, answer } = form;
  if (problem.kind === 'unfit' && protocol && answer.flowId)
    return <UnfitSteps flowId={answer.flowId} protocol={protocol} problems={problem.problems} />;
  return (
    <p role="alert" className="text-danger">
      {t(problem.kind === 'unfit' ? 'notSaved' : problem.kind)}
    </p>
  );
};
