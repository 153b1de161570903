'use client';

import { type ComparisonGroup, type Condition, comparison as comparisonSchema } from '@callwright/flow-engine';
import type { FlowProblem } from '@callwright/protocol';
import { Group, Trash2, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../../shared/ui/button';
import { Icon } from '../../../../shared/ui/icon';
import { IconButton } from '../../../../shared/ui/icon-button';
import { without, withRow } from '../widgets/rows';
import { ComparisonList } from './comparison-list';
import { asComparisons, asExpression, isExpression, unsetIn } from './condition-modes';
import { ExpressionField } from './expression-field';

const MOST_GROUPS = 20;

/** A condition: built of comparisons without any syntax, or written as an expression. @param problems of its step */
export const ConditionEditor = <One extends Condition>({
  condition,
  problems,
  onChange,
}: {
  readonly condition: One;
  readonly problems: readonly FlowProblem[];
  readonly onChange: (condition: Condition) => void;
}) => {
  const t = useTranslations('editor.widgets.rules');
  // An expression that is emptied to be written anew is still one.
  const [isWriting, setWriting] = useState(isExpression(condition));
  const unset = unsetIn(condition, problems);
  const back = isWriting ? asComparisons(condition) : undefined;
  const write = () => {
    setWriting(true);
    onChange(asExpression(condition));
  };
  const build = () => {
    setWriting(false);
    const { expression: _, ...rest } = condition;
    onChange(back ?? rest);
  };
  const isBlank = !isExpression(condition);
  return (
    <div className="flex flex-col gap-1.5">
      {isWriting ? (
        <>
          <ExpressionField condition={condition} onChange={onChange} />
          <Button
            kind="quiet"
            size="small"
            className="-ml-1 self-start"
            disabled={!back && !isBlank}
            title={back || isBlank ? undefined : t('tooMuch')}
            onClick={build}
          >
            {t('build')}
          </Button>
        </>
      ) : (
        <Builder condition={condition} onChange={onChange} onWrite={write} />
      )}
      {unset.map((message) => (
        <p key={message} className="flex items-start gap-1.5 text-sm text-warning">
          <Icon icon={TriangleAlert} size={14} className="mt-px" />
          {message}
        </p>
      ))}
    </div>
  );
};

const Builder = ({
  condition,
  onChange,
  onWrite,
}: {
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
  readonly onWrite: () => void;
}) => {
  const t = useTranslations('editor.widgets.rules');
  const { comparisons, groups = [] } = condition;
  const putGroups = (next: readonly ComparisonGroup[]) => onChange({ ...condition, groups: [...next] });
  const addGroup = () => {
    const match = condition.match === 'all' ? 'any' : 'all';
    putGroups([...groups, { match, comparisons: [comparisonSchema.parse({}), comparisonSchema.parse({})] }]);
  };
  return (
    <ComparisonList
      group={condition}
      partCount={comparisons.length + groups.length}
      onChange={(change) => onChange({ ...condition, ...change })}
      after={
        <>
          <Button size="small" kind="quiet" icon={Group} disabled={groups.length >= MOST_GROUPS} onClick={addGroup}>
            {t('addGroup')}
          </Button>
          <Button size="small" kind="quiet" className="ml-auto" title={t('writeHelp')} onClick={onWrite}>
            {t('write')}
          </Button>
        </>
      }
    >
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity but their place
        <div key={at} className="flex flex-col gap-1.5 rounded-field bg-surface-2 p-2">
          <div className="flex items-center justify-between text-sm text-ink-3">
            {t('group')}
            <IconButton
              icon={Trash2}
              size={24}
              label={t('removeGroup')}
              onClick={() => putGroups(without(groups, at))}
            />
          </div>
          <ComparisonList
            group={group}
            partCount={group.comparisons.length}
            onChange={(change) => putGroups(withRow(groups, at, change))}
          />
        </div>
      ))}
    </ComparisonList>
  );
};
