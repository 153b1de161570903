'use client';

import type { Json } from '@callwright/protocol';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Button } from '../../../../shared/ui/button';
import { SelectInput, TextInput } from '../../../../shared/ui/field';
import { IconButton } from '../../../../shared/ui/icon-button';
import { VariableNames } from './variable-names';
import { asEntries, asText, type WidgetProps } from './widget-props';

type Entry = Readonly<Record<string, Json>>;

const KINDS = ['text', 'number', 'boolean'] as const;

/** Things to remember: a name, a value, and what kind of value it is. */
export const AssignmentsWidget = ({ value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets.assignments');
  const names = useId();
  const entries = asEntries(value);
  const put = (next: readonly Entry[]) => onChange(next as Json);
  const change = (index: number, with_: Entry) =>
    put(entries.map((entry, at) => (at === index ? { ...entry, ...with_ } : entry)));
  return (
    <div className="flex flex-col gap-2" role="group" aria-describedby={control['aria-describedby']}>
      <VariableNames id={names} />
      {entries.map((entry, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity but their place
          key={index}
          className="grid grid-cols-[minmax(0,1fr)_104px_24px] items-center gap-1.5 rounded-field border border-line p-2"
        >
          <TextInput
            id={index === 0 ? control.id : undefined}
            aria-label={t('name')}
            list={names}
            value={asText(entry.name)}
            placeholder={t('name')}
            maxLength={64}
            spellCheck={false}
            onChange={({ target }) => change(index, { name: target.value.trim().replace(/\s+/g, '_') })}
            className="h-8"
          />
          <SelectInput
            aria-label={t('kind')}
            value={asText(entry.kind)}
            onChange={({ target }) => change(index, { kind: target.value })}
            className="h-8 pl-2"
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kinds.${kind}`)}
              </option>
            ))}
          </SelectInput>
          <IconButton
            icon={Trash2}
            label={t('remove')}
            size={24}
            onClick={() => put(entries.filter((_, at) => at !== index))}
          />
          <TextInput
            aria-label={t('value')}
            value={asText(entry.value)}
            placeholder={t('value')}
            maxLength={2000}
            onChange={({ target }) => change(index, { value: target.value })}
            className="col-span-2 h-8"
          />
        </div>
      ))}
      <Button
        size="small"
        kind="quiet"
        icon={Plus}
        className="self-start"
        onClick={() => put([...entries, { name: '', value: '', kind: 'text' }])}
      >
        {t('add')}
      </Button>
    </div>
  );
};
