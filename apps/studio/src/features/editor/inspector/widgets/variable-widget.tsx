'use client';

import { useTranslations } from 'next-intl';
import { TextInput } from '../../../../shared/ui/field';
import { asText, type WidgetProps } from './widget-props';

/** Name something is remembered under; empty for none. */
export const VariableWidget = ({ value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets');
  return (
    <TextInput
      {...control}
      value={asText(value)}
      maxLength={64}
      placeholder={t('notRemembered')}
      spellCheck={false}
      onChange={({ target }) => onChange(target.value.trim().replace(/\s+/g, '_'))}
      className="font-mono text-sm"
    />
  );
};
