'use client';

import { type ComparisonGroup, comparison as comparisonSchema } from '@callwright/flow-engine';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { Button } from '../../../../shared/ui/button';
import { Segmented } from '../../../../shared/ui/segmented';
import { without, withRow } from '../widgets/rows';
import { VariableNames } from '../widgets/variable-names';
import { ComparisonRow } from './comparison-row';

const MOST = 50;

/** Comparisons of which all, or any, must be true. */
export const ComparisonList = ({
  group,
  partCount,
  onChange,
  children,
  after,
}: {
  readonly group: ComparisonGroup;
  /** How many parts there are with those that are not comparisons. */
  readonly partCount: number;
  readonly onChange: (group: Partial<ComparisonGroup>) => void;
  /** Stands below the comparisons. */
  readonly children?: ReactNode;
  /** Stands beside the button that adds one. */
  readonly after?: ReactNode;
}) => {
  const t = useTranslations('editor.widgets.rules');
  const names = useId();
  const { match, comparisons } = group;
  return (
    <>
      <VariableNames id={names} />
      {partCount > 1 && (
        <Segmented
          label={t('match')}
          value={match}
          options={[
            { value: 'all', label: t('all') },
            { value: 'any', label: t('any') },
          ]}
          onChange={(next) => onChange({ match: next })}
        />
      )}
      {comparisons.map((one, at) => (
        <ComparisonRow
          // biome-ignore lint/suspicious/noArrayIndexKey: comparisons have no identity but their place
          key={at}
          comparison={one}
          names={names}
          canRemove={partCount > 1}
          onChange={(change) => onChange({ comparisons: [...withRow(comparisons, at, change)] })}
          onRemove={() => onChange({ comparisons: [...without(comparisons, at)] })}
        />
      ))}
      {children}
      <div className="flex flex-wrap items-center gap-1">
        <Button
          size="small"
          kind="quiet"
          icon={Plus}
          className="-ml-1"
          disabled={comparisons.length >= MOST}
          onClick={() => onChange({ comparisons: [...comparisons, comparisonSchema.parse({})] })}
        >
          {t('addCondition')}
        </Button>
        {after}
      </div>
    </>
  );
};
