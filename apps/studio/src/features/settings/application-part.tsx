'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field, type FieldControl, SelectInput, TextArea, TextInput } from '../../shared/ui/field';
import { FoldedPart } from '../../shared/ui/folded-part';
import { SecretSelect } from '../editor/inspector/secrets/secret-select';
import { APPLICATION_KINDS, type ApplicationField, fieldsOf } from './application-fields';
import type { LineAnswer, WrongAnswer } from './line-answer';

type PartProps = {
  readonly answer: LineAnswer;
  readonly wrong: readonly WrongAnswer[];
  readonly onChange: (part: Partial<LineAnswer>) => void;
};

/** Somebody else's application: what it was written for, where it is, and how it knows us. */
export const ApplicationPart = ({ answer, wrong, onChange }: PartProps) => {
  const t = useTranslations('settings.lines.application');
  const [needed, ...optional] = fieldsOf(answer.kind, answer.typed);
  // What a line already has is seen; in a new one only what it needs.
  const [isOpen, setOpen] = useState(() => optional.some(({ words }) => (answer.typed[words] ?? '') !== ''));
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
      {needed && <ApplicationInput field={needed} answer={answer} wrong={wrong} onChange={onChange} />}
      <FoldedPart
        title={t(`more.${answer.kind}`)}
        isOpen={isOpen || optional.some(({ words }) => wrong.includes(words))}
        onToggle={setOpen}
      >
        {optional.map((field) => (
          <ApplicationInput key={field.words} field={field} answer={answer} wrong={wrong} onChange={onChange} />
        ))}
      </FoldedPart>
    </>
  );
};

const ApplicationInput = ({ field, answer, wrong, onChange }: PartProps & { readonly field: ApplicationField }) => {
  const t = useTranslations('settings.lines.application');
  const { words, takes } = field;
  return (
    <Field
      label={t(`${words}.label`)}
      help={t(`${words}.help`)}
      problem={wrong.includes(words) ? t(`bad.${takes}`) : undefined}
    >
      {(control) => (
        <Input
          control={control}
          field={field}
          text={answer.typed[words] ?? ''}
          onChange={(text) => onChange({ typed: { ...answer.typed, [words]: text } })}
        />
      )}
    </Field>
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
