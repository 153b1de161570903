'use client';

import { useTranslations } from 'next-intl';
import { Field, SelectInput, TextInput } from '../../shared/ui/field';
import { Segmented } from '../../shared/ui/segmented';
import { ApplicationPart } from './application-part';
import type { LineAnswer, WrongAnswer } from './line-answer';
import { useFlows } from './resources';

const ANSWERS = ['flow', 'application', 'client'] as const;

/** What answers the calls of a line. */
export const LineAnswerPart = ({
  answer,
  wrong,
  onChange,
}: {
  readonly answer: LineAnswer;
  readonly wrong: readonly WrongAnswer[];
  readonly onChange: (part: Partial<LineAnswer>) => void;
}) => {
  const t = useTranslations('settings.lines.answer');
  return (
    <>
      <div className="flex flex-col items-start gap-1.5">
        <span aria-hidden className="font-strong text-ink-2">
          {t('label')}
        </span>
        <Segmented
          label={t('label')}
          value={answer.by}
          options={ANSWERS.map((value) => ({ value, label: t(`by.${value}`) }))}
          onChange={(by) => onChange({ by })}
        />
        <p className="text-sm text-ink-3">{t(`byHelp.${answer.by}`)}</p>
      </div>
      {answer.by === 'flow' && <FlowField answer={answer} isWrong={wrong.includes('flow')} onChange={onChange} />}
      {answer.by === 'application' && <ApplicationPart answer={answer} wrong={wrong} onChange={onChange} />}
      {answer.by === 'client' && (
        <Field
          label={t('webhook')}
          help={t('webhookHelp')}
          problem={wrong.includes('webhookUrl') ? t('webhookBad') : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              value={answer.webhookUrl}
              onChange={({ target }) => onChange({ webhookUrl: target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
};

const FlowField = ({
  answer,
  isWrong,
  onChange,
}: {
  readonly answer: LineAnswer;
  readonly isWrong: boolean;
  readonly onChange: (part: Partial<LineAnswer>) => void;
}) => {
  const t = useTranslations('settings.lines');
  const { data: flows } = useFlows();
  return (
    <Field label={t('flow')} problem={isWrong ? t('answer.flowMissing') : undefined}>
      {(control) => (
        <SelectInput
          {...control}
          value={answer.flowId ?? ''}
          onChange={({ target }) =>
            onChange({ flowId: flows?.items.find(({ id }) => id === target.value)?.id ?? null })
          }
        >
          <option value="">{t('answer.chooseFlow')}</option>
          {flows?.items.map((flow) => (
            <option key={flow.id} value={flow.id}>
              {flow.publishedVersion === null ? `${flow.name} (${t('unpublished')})` : flow.name}
            </option>
          ))}
        </SelectInput>
      )}
    </Field>
  );
};
