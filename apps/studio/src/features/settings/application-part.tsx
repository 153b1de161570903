'use client';

import { useTranslations } from 'next-intl';
import { Field, type FieldControl, SelectInput, TextArea, TextInput } from '../../shared/ui/field';
import { SecretSelect } from '../editor/inspector/secrets/secret-select';
import { APPLICATION_KINDS, type ApplicationField, fieldsOf } from './application-fields';
import type { LineAnswer, WrongAnswer } from './line-answer';

/** Somebody else's application: what it was written for, where it is, and how it knows us. */
export const ApplicationPart = ({
  answer,
  wrong,
  onChange,
}: {
  readonly answer: LineAnswer;
  readonly wrong: readonly WrongAnswer[];
  readonly onChange: (part: Partial<LineAnswer>) => void;
}) => {
  const t = useTranslations('settings.lines.application');
  const set = (field: ApplicationField, text: string) => onChange({ typed: { ...answer.typed, [field.words]: text } });
  return (
    <>
      <Field label={t('kind')} help={t(`kindHelp.${answer.kind}`)}>
        {(control) => (
          <SelectInput
            {...control}
            value={answer.kind}
            onChange={({ target }) =>
              onChange({ kind: APPLICATION_KINDS.find((one) => one === target.value) ?? answer.kind })
            }
          >
            {APPLICATION_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kinds.${kind}`)}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {fieldsOf(answer.kind, answer.typed).map((field) => (
        <Field
          key={field.words}
          label={t(`${field.words}.label`)}
          help={t(`${field.words}.help`)}
          problem={wrong.includes(field.words) ? t(`bad.${field.takes}`) : undefined}
        >
          {(control) => (
            <Input
              control={control}
              field={field}
              text={answer.typed[field.words] ?? ''}
              onChange={(text) => set(field, text)}
            />
          )}
        </Field>
      ))}
    </>
  );
};

const Input = ({
  control,
  field: { takes },
  text,
  onChange,
}: {
  readonly control: FieldControl;
  readonly field: ApplicationField;
  readonly text: string;
  readonly onChange: (text: string) => void;
}) => {
  const t = useTranslations('settings.lines.application');
  if (takes === 'secret')
    return <SecretSelect control={control} name={text} none={t('noSecret')} onChange={onChange} />;
  const common = { ...control, value: text, autoComplete: 'off', spellCheck: takes === 'text' };
  if (takes === 'pairs') return <TextArea {...common} rows={2} onChange={({ target }) => onChange(target.value)} />;
  return (
    <TextInput
      {...common}
      inputMode={takes === 'number' ? 'numeric' : takes.endsWith('Address') ? 'url' : undefined}
      onChange={({ target }) => onChange(target.value)}
    />
  );
};
