'use client';

import {
  type Comparison,
  type Operator,
  operator as operatorSchema,
  operatorsWithoutValue,
} from '@callwright/flow-engine';
import { Braces, Type, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { SelectInput, TextInput } from '../../../../shared/ui/field';
import { IconButton } from '../../../../shared/ui/icon-button';

/** One comparison: what it looks at, how, and with what. @param names id of the list of variables */
export const ComparisonRow = ({
  comparison,
  names,
  canRemove,
  onChange,
  onRemove,
}: {
  readonly comparison: Comparison;
  readonly names: string;
  readonly canRemove: boolean;
  readonly onChange: (change: Partial<Comparison>) => void;
  readonly onRemove: () => void;
}) => {
  const t = useTranslations('editor.widgets.rules');
  const { variable, operator, value, valueFrom } = comparison;
  const isOther = valueFrom === 'variable';
  const choose = (next: string) => {
    const chosen = operatorSchema.safeParse(next);
    if (chosen.success) onChange({ operator: chosen.data });
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_116px_24px] items-center gap-1.5">
      <TextInput
        aria-label={t('variable')}
        list={names}
        value={variable}
        placeholder={t('variablePlaceholder')}
        maxLength={128}
        spellCheck={false}
        onChange={({ target }) => onChange({ variable: target.value })}
        className="h-8"
      />
      <SelectInput
        aria-label={t('operator')}
        value={operator}
        onChange={({ target }) => choose(target.value)}
        className="h-8 pl-2"
      >
        {operatorSchema.options.map((name: Operator) => (
          <option key={name} value={name}>
            {t(`operators.${name}`)}
          </option>
        ))}
      </SelectInput>
      <IconButton icon={X} label={t('removeCondition')} size={24} disabled={!canRemove} onClick={onRemove} />
      {!operatorsWithoutValue.has(operator) && (
        <>
          <TextInput
            aria-label={t('value')}
            list={isOther ? names : undefined}
            value={value}
            placeholder={t(hintOf(operator, isOther))}
            maxLength={1000}
            spellCheck={!isOther}
            onChange={({ target }) => onChange({ value: target.value })}
            className="col-span-2 h-8"
          />
          <IconButton
            icon={isOther ? Type : Braces}
            label={t(isOther ? 'withText' : 'withVariable')}
            size={24}
            onClick={() => onChange({ valueFrom: isOther ? 'text' : 'variable', value: '' })}
          />
        </>
      )}
    </div>
  );
};

const hintOf = (operator: Operator, isOther: boolean) => {
  if (isOther) return 'otherVariable' as const;
  return operator === 'isOneOf' || operator === 'isNotOneOf' ? ('valuesPlaceholder' as const) : ('value' as const);
};
