'use client';

import { type Condition, MAX_EXPRESSION_LENGTH } from '@callwright/flow-engine';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { TextArea } from '../../../../shared/ui/field';
import { expressionProblem } from './condition-modes';

/** A condition as experts write it, with what is wrong while it is typed. */
export const ExpressionField = ({
  condition,
  onChange,
}: {
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
}) => {
  const t = useTranslations('editor.widgets.rules');
  const below = useId();
  const text = condition.expression ?? '';
  const problem = text.trim() === '' ? t('expressionEmpty') : expressionProblem(text);
  return (
    <div className="flex flex-col gap-1">
      <TextArea
        aria-label={t('expression')}
        aria-describedby={below}
        aria-invalid={problem !== null || undefined}
        value={text}
        rows={2}
        maxLength={MAX_EXPRESSION_LENGTH}
        spellCheck={false}
        onChange={({ target }) => onChange({ ...condition, expression: target.value })}
        className="font-mono text-sm [field-sizing:content]"
      />
      <p id={below} className={`text-sm ${problem ? 'text-danger' : 'text-ink-3'}`}>
        {problem ?? t('expressionHelp')}
      </p>
    </div>
  );
};
