'use client';

import { parseExpression } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Button } from '../../../../shared/ui/button';
import { SelectInput, TextInput } from '../../../../shared/ui/field';
import { RowMenu } from './row-menu';
import { plainName, type Row, withRow } from './rows';
import { TemplateArea } from './template-area';
import { VariableNames } from './variable-names';
import { asEntries, asText, type WidgetProps } from './widget-props';

const OPERATIONS = ['set', 'append', 'increase', 'decrease', 'remove'] as const;
const KINDS = ['text', 'number', 'boolean', 'json', 'expression'] as const;
type Kind = (typeof KINDS)[number];
type Operation = (typeof OPERATIONS)[number];

/** Things to remember: what is done with which variable, and the value that takes. */
export const AssignmentsWidget = ({ field, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets.assignments');
  const names = useId();
  const entries = asEntries(value);
  const put = (next: readonly Row[]) => onChange(next as Json);
  return (
    <div className="flex flex-col gap-2" role="group" aria-describedby={control['aria-describedby']}>
      <VariableNames id={names} />
      {entries.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity but their place
        <div key={at} className="flex flex-col gap-1.5 rounded-field border border-line p-2">
          <div className="flex items-center gap-1.5">
            <SelectInput
              aria-label={t('operation')}
              value={operationOf(entry)}
              onChange={({ target }) => put(withRow(entries, at, { operation: target.value }))}
              className="h-8 w-[104px] pl-2"
            >
              {OPERATIONS.map((operation) => (
                <option key={operation} value={operation}>
                  {t(`operations.${operation}`)}
                </option>
              ))}
            </SelectInput>
            <TextInput
              id={at === 0 ? control.id : undefined}
              aria-label={t('name')}
              list={names}
              value={asText(entry.name)}
              placeholder={t('name')}
              maxLength={64}
              spellCheck={false}
              onChange={({ target }) => put(withRow(entries, at, { name: plainName(target.value) }))}
              className="h-8 flex-1"
            />
            <RowMenu rows={entries} at={at} onRows={put} />
          </div>
          {operationOf(entry) !== 'remove' && (
            <Value entry={entry} onChange={(change) => put(withRow(entries, at, change))} />
          )}
        </div>
      ))}
      <Button
        size="small"
        kind="quiet"
        icon={Plus}
        className="-ml-1.5 self-start"
        disabled={entries.length >= (field.maxItems ?? Number.POSITIVE_INFINITY)}
        onClick={() => put([...entries, { name: '', value: '', kind: 'text', operation: 'set' }])}
      >
        {t('add')}
      </Button>
    </div>
  );
};

const Value = ({ entry, onChange }: { readonly entry: Row; readonly onChange: (change: Row) => void }) => {
  const t = useTranslations('editor.widgets.assignments');
  const kind = kindOf(entry);
  const text = asText(entry.value);
  const parsed = kind === 'expression' && text.trim() !== '' ? parseExpression(text) : null;
  return (
    <>
      <div className="grid grid-cols-[104px_minmax(0,1fr)] items-start gap-1.5">
        <SelectInput
          aria-label={t('kind')}
          value={kind}
          onChange={({ target }) => onChange({ kind: target.value })}
          className="h-8 pl-2"
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {t(`kinds.${one}`)}
            </option>
          ))}
        </SelectInput>
        {kind === 'expression' ? (
          <TextInput
            aria-label={t('value')}
            value={text}
            placeholder={t('expressionHint')}
            maxLength={2000}
            spellCheck={false}
            aria-invalid={parsed?.ok === false || undefined}
            onChange={({ target }) => onChange({ value: target.value })}
            className="h-8 font-mono text-sm"
          />
        ) : (
          <TemplateArea
            aria-label={t('value')}
            text={text}
            onChange={(value) => onChange({ value })}
            maxLength={2000}
            placeholder={counts(operationOf(entry)) ? '1' : t('value')}
            isOneLine={kind !== 'json'}
            isCompact
          />
        )}
      </div>
      {parsed?.ok === false && <p className="text-sm text-danger">{parsed.problem.message}</p>}
    </>
  );
};

const counts = (operation: Operation) => operation === 'increase' || operation === 'decrease';
const operationOf = ({ operation }: Row): Operation => OPERATIONS.find((one) => one === operation) ?? 'set';
const kindOf = ({ kind }: Row): Kind => KINDS.find((one) => one === kind) ?? 'text';
