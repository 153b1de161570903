'use client';

import type { FlowVariable, Json } from '@callwright/protocol';
import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../../shared/ui/button';
import { SelectInput, TextArea, TextInput } from '../../../../shared/ui/field';
import { IconButton } from '../../../../shared/ui/icon-button';
import { NumberInput } from '../widgets/number-input';
import { without, withRow } from '../widgets/rows';
import { entriesOf, formatLoose, parseLines, parseLoose } from './loose-value';

type InitialProps = {
  readonly variable: FlowVariable;
  /** Undefined for a variable that is not set at the beginning. */
  readonly onChange: (initial: Json | undefined) => void;
};

/** What a variable holds at the beginning, by what it may hold. */
export const InitialValue = ({ variable, onChange }: InitialProps) => {
  const t = useTranslations('editor.flowSettings.variables');
  const { type, initial, name } = variable;
  const label = t('initialOf', { name: name || '?' });
  switch (type) {
    case 'text':
      return (
        <TextInput
          aria-label={label}
          value={typeof initial === 'string' ? initial : ''}
          placeholder={t('unset')}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
          className="h-8"
        />
      );
    case 'number':
      return (
        <NumberInput
          aria-label={label}
          value={typeof initial === 'number' ? initial : null}
          isInteger={false}
          placeholder={t('unset')}
          onChange={(next) => onChange(next ?? undefined)}
          className="h-8"
        />
      );
    case 'boolean':
      return (
        <SelectInput
          aria-label={label}
          value={typeof initial === 'boolean' ? String(initial) : ''}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.value === 'true')}
          className="h-8 pl-2"
        >
          <option value="">{t('unset')}</option>
          <option value="true">{t('yes')}</option>
          <option value="false">{t('no')}</option>
        </SelectInput>
      );
    case 'list':
      return <ListValue label={label} initial={initial} onChange={onChange} />;
    case 'object':
      return <ObjectValue label={label} initial={initial} onChange={onChange} />;
    case 'secret':
      return <p className="py-1.5 text-sm text-ink-3">{t('secretInitial')}</p>;
  }
};

type ValueProps = {
  readonly label: string;
  readonly initial: Json | undefined;
  readonly onChange: InitialProps['onChange'];
};

const ListValue = ({ label, initial, onChange }: ValueProps) => {
  const t = useTranslations('editor.flowSettings.variables');
  const items = Array.isArray(initial) ? (initial as readonly Json[]) : [];
  // Kept as typed, so that a new line is not taken away.
  const [typed, setTyped] = useState<string>();
  return (
    <TextArea
      aria-label={label}
      rows={Math.max(2, items.length)}
      value={typed ?? items.map(formatLoose).join('\n')}
      placeholder={t('oneALine')}
      onChange={({ target }) => {
        setTyped(target.value);
        const next = parseLines(target.value);
        onChange(next.length === 0 ? undefined : next);
      }}
      onBlur={() => setTyped(undefined)}
      className="py-1"
    />
  );
};

const ObjectValue = ({ label, initial, onChange }: ValueProps) => {
  const t = useTranslations('editor.flowSettings.variables');
  // Two entries may have one name while it is typed; only the last of them is stored.
  const [rows, setRows] = useState(() =>
    entriesOf(initial).map(([name, value]) => ({ name, text: formatLoose(value) })),
  );
  const put = (next: readonly { readonly name: string; readonly text: string }[]) => {
    setRows([...next]);
    const named = next.filter(({ name }) => name !== '');
    onChange(
      named.length === 0 ? undefined : Object.fromEntries(named.map(({ name, text }) => [name, parseLoose(text)])),
    );
  };
  return (
    <div className="flex flex-col gap-1" role="group" aria-label={label}>
      {rows.map(({ name, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity but their place
        <div key={at} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_24px] items-center gap-1.5">
          <TextInput
            aria-label={t('entryName', { position: at + 1 })}
            value={name}
            placeholder={t('name')}
            maxLength={64}
            onChange={({ target }) => put(withRow(rows, at, { name: target.value }))}
            className="h-8"
          />
          <TextInput
            aria-label={t('entryValue', { position: at + 1 })}
            value={text}
            placeholder={t('value')}
            onChange={({ target }) => put(withRow(rows, at, { text: target.value }))}
            className="h-8"
          />
          <IconButton
            icon={X}
            size={24}
            label={t('removeEntry', { position: at + 1 })}
            onClick={() => put(without(rows, at))}
          />
        </div>
      ))}
      <Button
        size="small"
        kind="quiet"
        icon={Plus}
        className="-ml-1.5 self-start"
        onClick={() => setRows([...rows, { name: '', text: '' }])}
      >
        {t('addEntry')}
      </Button>
    </div>
  );
};
