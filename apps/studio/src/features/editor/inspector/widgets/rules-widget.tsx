'use client';

import type { Operator } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { Plus, Trash2, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { newId } from '../../../../platform/ids';
import { Button } from '../../../../shared/ui/button';
import { SelectInput, TextInput } from '../../../../shared/ui/field';
import { IconButton } from '../../../../shared/ui/icon-button';
import { ExitTargetButton } from '../exit-target-button';
import { VariableNames } from './variable-names';
import { asEntries, asText, type WidgetProps } from './widget-props';

type Entry = Readonly<Record<string, Json>>;

const OPERATORS = {
  equals: true,
  notEquals: true,
  contains: true,
  notContains: true,
  startsWith: true,
  endsWith: true,
  lessThan: true,
  atMost: true,
  greaterThan: true,
  atLeast: true,
  isOneOf: true,
  isNotOneOf: true,
  isTrue: false,
  isFalse: false,
  isSet: false,
  isNotSet: false,
  isEmpty: false,
  isNotEmpty: false,
} as const satisfies Record<Operator, boolean>;

const EMPTY: Entry = { variable: '', operator: 'equals', value: '' };

/** Ways with their conditions; the first that fits is taken. */
export const RulesWidget = ({ node, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets.rules');
  const names = useId();
  const rules = asEntries(value);
  const put = (next: readonly Entry[]) => onChange(next as Json);
  const change = (index: number, with_: Entry) =>
    put(rules.map((rule, at) => (at === index ? { ...rule, ...with_ } : rule)));
  return (
    <div className="flex flex-col gap-3" role="group" aria-describedby={control['aria-describedby']}>
      <VariableNames id={names} />
      {rules.map((rule, index) => (
        <div key={asText(rule.id)} className="flex flex-col gap-2 rounded-field border border-line p-2.5">
          <div className="flex items-center gap-1.5">
            <input
              id={index === 0 ? control.id : undefined}
              aria-label={t('label', { position: index + 1 })}
              value={asText(rule.label)}
              placeholder={t('labelPlaceholder')}
              maxLength={120}
              onChange={({ target }) => change(index, { label: target.value })}
              className="plain-input min-w-0 flex-1 font-medium"
            />
            <ExitTargetButton
              nodeId={node.id}
              exit={{ name: asText(rule.id), label: asText(rule.label), kind: 'choice' }}
            />
            <IconButton
              icon={Trash2}
              label={t('remove')}
              size={24}
              onClick={() => put(rules.filter((_, at) => at !== index))}
            />
          </div>
          <Comparisons
            names={names}
            match={asText(rule.match) === 'any' ? 'any' : 'all'}
            comparisons={asEntries(rule.comparisons ?? [])}
            onChange={(with_) => change(index, with_)}
          />
        </div>
      ))}
      <Button
        size="small"
        kind="quiet"
        icon={Plus}
        className="self-start"
        onClick={() => put([...rules, { id: newId(), label: '', match: 'all', comparisons: [EMPTY] }])}
      >
        {t('add')}
      </Button>
    </div>
  );
};

const Comparisons = ({
  names,
  match,
  comparisons,
  onChange,
}: {
  readonly names: string;
  readonly match: 'all' | 'any';
  readonly comparisons: readonly Entry[];
  readonly onChange: (change: Entry) => void;
}) => {
  const t = useTranslations('editor.widgets.rules');
  const put = (next: readonly Entry[]) => onChange({ comparisons: next as Json });
  const change = (index: number, with_: Entry) =>
    put(comparisons.map((one, at) => (at === index ? { ...one, ...with_ } : one)));
  return (
    <>
      {comparisons.length > 1 && (
        <SelectInput
          aria-label={t('match')}
          value={match}
          onChange={({ target }) => onChange({ match: target.value })}
          className="h-8"
        >
          <option value="all">{t('all')}</option>
          <option value="any">{t('any')}</option>
        </SelectInput>
      )}
      {comparisons.map((one, index) => {
        const operator = asText(one.operator) as Operator;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: comparisons have no identity but their place
          <div key={index} className="grid grid-cols-[minmax(0,1fr)_112px_24px] items-center gap-1.5">
            <TextInput
              aria-label={t('variable')}
              list={names}
              value={asText(one.variable)}
              placeholder={t('variablePlaceholder')}
              maxLength={128}
              spellCheck={false}
              onChange={({ target }) => change(index, { variable: target.value })}
              className="h-8"
            />
            <SelectInput
              aria-label={t('operator')}
              value={operator}
              onChange={({ target }) => change(index, { operator: target.value })}
              className="h-8 pl-2"
            >
              {Object.keys(OPERATORS).map((name) => (
                <option key={name} value={name}>
                  {t(`operators.${name as Operator}`)}
                </option>
              ))}
            </SelectInput>
            <IconButton
              icon={X}
              label={t('removeCondition')}
              size={24}
              disabled={comparisons.length === 1}
              onClick={() => put(comparisons.filter((_, at) => at !== index))}
            />
            {OPERATORS[operator] !== false && (
              <TextInput
                aria-label={t('value')}
                value={asText(one.value)}
                placeholder={t('value')}
                maxLength={1000}
                onChange={({ target }) => change(index, { value: target.value })}
                className="col-span-2 h-8"
              />
            )}
          </div>
        );
      })}
      <Button size="small" kind="quiet" icon={Plus} className="self-start" onClick={() => put([...comparisons, EMPTY])}>
        {t('addCondition')}
      </Button>
    </>
  );
};
