'use client';

import { type FlowVariable, variableName, variableType } from '@callwright/protocol';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../../shared/ui/button';
import { SelectInput, TextInput } from '../../../../shared/ui/field';
import { Switch } from '../../../../shared/ui/switch';
import { freeName } from '../../model/new-node';
import { RowMenu } from '../widgets/row-menu';
import { plainName, withRow } from '../widgets/rows';
import { InitialValue } from './initial-value';
import { SettingsPart, type SettingsPartProps } from './settings-part';

const MOST = 500;

/** What a flow declares to remember: of which kind, with what it begins, and whether other flows give or get it. */
export const VariablesPart = ({ settings: { variables }, onChange }: SettingsPartProps) => {
  const t = useTranslations('editor.flowSettings.variables');
  const put = (next: readonly FlowVariable[]) => onChange({ variables: [...next] });
  const add = () => {
    const name = freeName(
      'value',
      variables.map((one) => one.name),
    ).replace(' ', '_');
    put([...variables, { name, type: 'text' }]);
  };
  return (
    <SettingsPart title={t('title')} lead={t('lead')}>
      {variables.map((variable, at) => (
        <VariableCard
          // biome-ignore lint/suspicious/noArrayIndexKey: its name changes as it is typed
          key={at}
          variable={variable}
          position={at + 1}
          isTaken={variables.some((other, index) => index !== at && other.name === variable.name)}
          onChange={(change) => put(withRow(variables, at, change))}
        >
          <RowMenu rows={variables} at={at} onRows={put} />
        </VariableCard>
      ))}
      <Button
        size="small"
        kind="quiet"
        icon={Plus}
        className="-ml-1.5 self-start"
        disabled={variables.length >= MOST}
        onClick={add}
      >
        {t('add')}
      </Button>
    </SettingsPart>
  );
};

const VariableCard = ({
  variable,
  position,
  isTaken,
  onChange,
  children,
}: {
  readonly variable: FlowVariable;
  readonly position: number;
  readonly isTaken: boolean;
  readonly onChange: (change: Partial<FlowVariable>) => void;
  readonly children: React.ReactNode;
}) => {
  const t = useTranslations('editor.flowSettings.variables');
  const { name, type, input = false, output = false } = variable;
  const isName = variableName.safeParse(name).success;
  const problem = isTaken ? t('taken') : isName ? undefined : t('noName');
  const choose = (next: string) => {
    const chosen = variableType.safeParse(next);
    // What it begins with was of the other kind.
    if (chosen.success) onChange({ type: chosen.data, initial: undefined });
  };
  return (
    <div className="flex flex-col gap-1.5 rounded-field border border-line p-2">
      <div className="flex items-center gap-1.5">
        <TextInput
          aria-label={t('nameOf', { position })}
          value={name}
          maxLength={64}
          spellCheck={false}
          aria-invalid={problem ? true : undefined}
          onChange={({ target }) => onChange({ name: plainName(target.value) })}
          className="h-8 flex-1"
        />
        <SelectInput
          aria-label={t('typeOf', { name })}
          value={type}
          onChange={({ target }) => choose(target.value)}
          className="h-8 w-[104px] pl-2"
        >
          {variableType.options.map((one) => (
            <option key={one} value={one}>
              {t(`types.${one}`)}
            </option>
          ))}
        </SelectInput>
        {children}
      </div>
      {problem && <p className="text-sm text-danger">{problem}</p>}
      <div className="grid grid-cols-[76px_minmax(0,1fr)] items-start gap-2">
        <span aria-hidden className="truncate pt-1.5 pl-1 text-sm text-ink-3">
          {t('initial')}
        </span>
        <InitialValue key={type} variable={variable} onChange={(initial) => onChange({ initial })} />
        <span aria-hidden className="truncate pt-1.5 pl-1 text-sm text-ink-3">
          {t('description')}
        </span>
        <TextInput
          aria-label={t('descriptionOf', { name })}
          value={variable.description ?? ''}
          maxLength={500}
          placeholder={t('descriptionHint')}
          onChange={({ target }) => onChange({ description: target.value === '' ? undefined : target.value })}
          className="h-8"
        />
      </div>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5 py-0.5 pl-1">
        <Switch label={t('input')} isOn={input} onChange={(isOn) => onChange({ input: isOn || undefined })} />
        <Switch label={t('output')} isOn={output} onChange={(isOn) => onChange({ output: isOn || undefined })} />
      </div>
    </div>
  );
};
