'use client';

import { useTranslations } from 'next-intl';
import type { FormField } from '../form-fields';
import { useInherited } from '../use-inherited';
import { Inherited } from './inherited';
import { NumberInput } from './number-input';
import type { WidgetProps } from './widget-props';

/** A number with its unit. Milliseconds are shown as seconds. What is not said here is as in the whole flow. */
export const NumberWidget = ({ field, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.inherited');
  const inherited = useInherited(field);
  const number = typeof value === 'number' ? value : null;
  const isInherited = number === null && typeof inherited === 'number';
  const shown = isInherited ? inherited : number;
  return (
    <div className="flex items-center gap-2">
      <NumberInput
        {...control}
        value={shown}
        onChange={(next) => onChange(next ?? (field.isNullable ? null : field.initial))}
        perUnit={field.unit === 'ms' ? 1000 : 1}
        minimum={field.minimum}
        maximum={field.maximum}
        isInteger={field.isInteger}
        placeholder={field.isNullable ? t('none') : undefined}
        className={`w-24 ${isInherited ? 'border-dashed text-ink-3' : ''}`}
      />
      <Unit unit={field.unit} count={shown ?? 0} />
      {field.inherits && <Inherited isInherited={isInherited} onReset={() => onChange(null)} />}
    </div>
  );
};

const Unit = ({ unit, count }: { readonly unit: FormField['unit']; readonly count: number }) => {
  const t = useTranslations('editor.units');
  if (!unit) return null;
  return <span className="text-ink-2">{t(unit === 'ms' ? 'seconds' : unit, { count })}</span>;
};
