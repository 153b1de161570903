'use client';

import { type Condition, condition as conditionSchema } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { newId } from '../../../../platform/ids';
import { Button } from '../../../../shared/ui/button';
import { useEditor } from '../../editor-context';
import { ConditionEditor } from '../conditions/condition-editor';
import { ExitTargetButton } from '../exit-target-button';
import { RowMenu } from './row-menu';
import { type Row, withRow } from './rows';
import { asEntries, asText, type WidgetProps } from './widget-props';

/** Ways with their conditions; the first that fits is taken. */
export const RulesWidget = ({ node, field, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets.rules');
  const all = useEditor((state) => state.problems);
  const problems = all.filter(({ nodeId }) => nodeId === node.id);
  const rules = asEntries(value);
  const put = (next: readonly Row[]) => onChange(next as Json);
  return (
    <div className="flex flex-col gap-2.5" role="group" aria-describedby={control['aria-describedby']}>
      {rules.map((rule, at) => (
        <div key={asText(rule.id)} className="flex flex-col gap-2 rounded-field border border-line p-2">
          <div className="flex items-center gap-1.5">
            <input
              id={at === 0 ? control.id : undefined}
              aria-label={t('label', { position: at + 1 })}
              value={asText(rule.label)}
              placeholder={t('labelPlaceholder')}
              maxLength={120}
              onChange={({ target }) => put(withRow(rules, at, { label: target.value }))}
              className="plain-input min-w-0 flex-1 font-medium"
            />
            <ExitTargetButton
              nodeId={node.id}
              exit={{ name: asText(rule.id), label: asText(rule.label), kind: 'choice' }}
            />
            <RowMenu rows={rules} at={at} onRows={put} />
          </div>
          <ConditionEditor
            condition={readCondition(rule)}
            problems={problems}
            onChange={(next) => put(rules.map((one, index) => (index === at ? ruleOf(one, next) : one)))}
          />
        </div>
      ))}
      <Button
        size="small"
        kind="quiet"
        icon={Plus}
        className="-ml-1.5 self-start"
        disabled={rules.length >= (field.maxItems ?? Number.POSITIVE_INFINITY)}
        onClick={() => put([...rules, { id: newId(), label: '', ...NEW }])}
      >
        {t('add')}
      </Button>
    </div>
  );
};

const NEW = { match: 'all', comparisons: [{ variable: '', operator: 'equals', value: '' }] } as const;

// A condition that cannot be read begins anew: there is nothing in it to mend by hand.
const readCondition = (rule: Row): Condition => {
  const read = conditionSchema.safeParse(rule);
  return read.success ? read.data : conditionSchema.parse(NEW);
};

const ruleOf = ({ id, label }: Row, condition: Condition): Row => ({
  id: id ?? '',
  label: label ?? '',
  ...(JSON.parse(JSON.stringify(condition)) as Row),
});
