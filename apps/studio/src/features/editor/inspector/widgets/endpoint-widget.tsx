'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { TextInput } from '../../../../shared/ui/field';
import { LineNames } from './line-names';
import { VariableMenu } from './variable-menu';
import { asText, type WidgetProps } from './widget-props';

/** A line to ring: one of those that are there, any name or number, or a value. */
export const EndpointWidget = ({ field, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets');
  const lines = useId();
  const target = asText(value);
  return (
    <div className="relative">
      <LineNames id={lines} />
      <TextInput
        {...control}
        list={lines}
        value={target}
        maxLength={field.maxLength}
        placeholder={t('lineName')}
        spellCheck={false}
        onChange={({ target: input }) => onChange(input.value)}
        className="pr-9"
      />
      <div className="absolute top-1.5 right-1.5">
        <VariableMenu isSmall onInsert={(name) => onChange(`${target}{{ ${name} }}`)} />
      </div>
    </div>
  );
};
