'use client';

import type { Json } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { SelectInput, TextInput } from '../../../../shared/ui/field';
import { Switch } from '../../../../shared/ui/switch';
import type { RowColumn } from '../row-columns';
import { NumberInput } from './number-input';
import { plainName } from './rows';
import { TemplateArea } from './template-area';
import { useColumnWords } from './use-column-words';
import { asText, asTexts } from './widget-props';

/** What a cell is filled in as, beyond what its schema says. */
export type CellRole = 'template' | 'variable' | 'plain';

type CellProps = {
  readonly column: RowColumn;
  readonly role: CellRole;
  readonly value: Json | undefined;
  readonly onChange: (value: Json) => void;
  /** Read aloud. */
  readonly label: string;
  readonly id?: string | undefined;
  /** Id of the list it suggests values from. */
  readonly list?: string | undefined;
};

/** One value of a row. */
export const RowCell = (props: CellProps) => {
  const { column, value, onChange, label } = props;
  const words = useColumnWords();
  switch (column.kind) {
    case 'toggle':
      return <Switch label={words.title(column)} isOn={value === true} onChange={onChange} />;
    case 'number':
      return <NumberCell {...props} />;
    case 'select':
      return (
        <SelectInput
          aria-label={label}
          value={asText(value)}
          onChange={({ target }) => onChange(target.value)}
          className="h-8 pl-2"
        >
          {column.options.map((option) => (
            <option key={option} value={option}>
              {words.option(option)}
            </option>
          ))}
        </SelectInput>
      );
    case 'texts':
      return <TextsCell {...props} />;
    case 'text':
      return <TextCell {...props} />;
  }
};

const TextCell = ({ column, role, value, onChange, label, id, list }: CellProps) => {
  const words = useColumnWords();
  const text = asText(value);
  const placeholder = words.hint(column);
  if (role === 'template' && list === undefined)
    return (
      <TemplateArea
        id={id}
        aria-label={label}
        text={text}
        onChange={onChange}
        maxLength={column.maxLength}
        placeholder={placeholder}
        isOneLine
        isCompact
      />
    );
  return (
    <TextInput
      id={id}
      aria-label={label}
      list={list}
      value={text}
      placeholder={placeholder}
      maxLength={role === 'variable' ? 64 : column.maxLength}
      spellCheck={role === 'variable' ? false : undefined}
      onChange={({ target }) => onChange(role === 'variable' ? plainName(target.value) : target.value)}
      className="h-8"
    />
  );
};

const NumberCell = ({ column, value, onChange, label, id }: CellProps) => {
  const t = useTranslations('editor.units');
  const words = useColumnWords();
  return (
    <span className="flex items-center gap-2">
      <NumberInput
        id={id}
        aria-label={label}
        value={typeof value === 'number' ? value : null}
        onChange={(next) => onChange(next ?? (column.isNullable ? null : column.initial))}
        perUnit={column.isDuration ? 1000 : 1}
        minimum={column.minimum}
        maximum={column.maximum}
        placeholder={column.isNullable ? words.hint(column) : undefined}
        className="h-8 w-20"
      />
      {column.isDuration && <span className="text-ink-2">{t('seconds')}</span>}
      {column.name === 'percent' && <span className="text-ink-2">{t('percent')}</span>}
    </span>
  );
};

/** Several short texts, with commas between them. */
const TextsCell = ({ column, value, onChange, label, id }: CellProps) => {
  const words = useColumnWords();
  // Kept as typed, so that a comma or a space at the end is not taken away.
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      id={id}
      aria-label={label}
      value={typed ?? asTexts(value).join(', ')}
      placeholder={words.hint(column)}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(
          target.value
            .split(',')
            .map((one) => one.trim())
            .filter((one) => one !== ''),
        );
      }}
      onBlur={() => setTyped(undefined)}
      className="h-8"
    />
  );
};
