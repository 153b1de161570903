'use client';

import type { Json } from '@callwright/protocol';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { newId } from '../../../../platform/ids';
import { Button } from '../../../../shared/ui/button';
import { useEditor } from '../../editor-context';
import { faceOf } from '../../model/step-face';
import { ExitTargetButton } from '../exit-target-button';
import type { FormField } from '../form-fields';
import type { RowColumn } from '../row-columns';
import { type CellRole, RowCell } from './row-cell';
import { RowMenu } from './row-menu';
import { type Row, withRow } from './rows';
import { useColumnWords } from './use-column-words';
import { VariableNames } from './variable-names';
import { asEntries, asText, type WidgetProps } from './widget-props';

/** Lists of suggestions by column. */
export type Suggestions = Readonly<Record<string, string>>;

/**
 * A list of rows, each a card with a line for every column of its schema. A row that is a way out says where it leads.
 * @param suggestions ids of lists of values, by column
 */
export const RowsWidget = ({
  node,
  field,
  value,
  onChange,
  control,
  suggestions = {},
  after,
}: WidgetProps & { readonly suggestions?: Suggestions; readonly after?: ReactNode }) => {
  const t = useTranslations('editor.rows');
  const names = useId();
  const definitions = useEditor((state) => state.definitions);
  const exits = new Set(faceOf(node, definitions).exits.map(({ name }) => name));
  const rows = asEntries(value);
  const put = (next: readonly Row[]) => onChange(next as Json);
  const lists = { ...listsFor(field, names), ...suggestions };
  return (
    <div className="flex flex-col gap-2" role="group" aria-describedby={control['aria-describedby']}>
      <VariableNames id={names} />
      {rows.map((row, at) => (
        <RowCard
          key={asText(row.id) || at}
          field={field}
          row={row}
          position={at + 1}
          lists={lists}
          firstId={at === 0 ? control.id : undefined}
          onChange={(change) => put(withRow(rows, at, change))}
        >
          {exits.has(asText(row.id)) && (
            <ExitTargetButton
              nodeId={node.id}
              exit={{ name: asText(row.id), label: asText(row.label), kind: 'choice' }}
            />
          )}
          <RowMenu rows={rows} at={at} onRows={put} />
        </RowCard>
      ))}
      <div className="flex items-center gap-2">
        <Button
          size="small"
          kind="quiet"
          icon={Plus}
          className="-ml-1.5"
          disabled={rows.length >= (field.maxItems ?? Number.POSITIVE_INFINITY)}
          onClick={() => put([...rows, field.newRow(newId)])}
        >
          {t(`add.${addWords(field)}`)}
        </Button>
        {after}
      </div>
    </div>
  );
};

const RowCard = ({
  field,
  row,
  position,
  lists,
  firstId,
  onChange,
  children,
}: {
  readonly field: FormField;
  readonly row: Row;
  readonly position: number;
  readonly lists: Suggestions;
  readonly firstId: string | undefined;
  readonly onChange: (change: Row) => void;
  readonly children: ReactNode;
}) => {
  const words = useColumnWords();
  const [first, ...others] = field.columns;
  const cell = (column: RowColumn, id?: string) => (
    <RowCell
      id={id}
      column={column}
      role={roleOf(column, field)}
      value={row[column.name]}
      onChange={(next) => onChange({ [column.name]: next })}
      label={`${words.title(column)} ${position}`}
      list={lists[column.name]}
    />
  );
  const lines = others.filter(({ kind }) => kind !== 'toggle');
  const toggles = others.filter(({ kind }) => kind === 'toggle');
  return (
    <div className="flex flex-col gap-1.5 rounded-field border border-line bg-surface p-2">
      <div className="flex items-center gap-1.5">
        <div className="min-w-0 flex-1">{first && cell(first, firstId)}</div>
        {children}
      </div>
      {lines.map((column) => (
        <div key={column.name} className="grid grid-cols-[64px_minmax(0,1fr)] items-center gap-2">
          <span aria-hidden className="truncate pl-1 text-sm text-ink-3">
            {words.title(column)}
          </span>
          {cell(column)}
        </div>
      ))}
      {toggles.length > 0 && (
        <div className="flex flex-wrap gap-x-5 gap-y-1.5 py-0.5 pl-1">
          {toggles.map((column) => (
            <div key={column.name}>{cell(column)}</div>
          ))}
        </div>
      )}
    </div>
  );
};

const roleOf = ({ name }: RowColumn, { template, widget }: FormField): CellRole => {
  if (name === 'as' || name === 'saveAs' || (name === 'name' && widget === 'slots')) return 'variable';
  return name === 'value' || (template && name !== 'name') ? 'template' : 'plain';
};

const listsFor = ({ columns, widget }: FormField, names: string): Suggestions =>
  Object.fromEntries(
    columns
      .filter(({ name }) => name === 'as' || name === 'saveAs' || (name === 'name' && widget === 'slots'))
      .map(({ name }) => [name, names]),
  );

const addWords = ({ widget }: FormField) => {
  switch (widget) {
    case 'targets':
      return 'target';
    case 'branches':
      return 'way';
    case 'shares':
      return 'share';
    case 'slots':
      return 'slot';
    default:
      return 'value';
  }
};
