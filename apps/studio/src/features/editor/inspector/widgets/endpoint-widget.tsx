'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { TextInput } from '../../../../shared/ui/field';
import { useEndpoints } from '../../../flows/use-flows';
import { asText, type WidgetProps } from './widget-props';

/** A line to ring: one of those that are there, or any name. */
export const EndpointWidget = ({ field, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets');
  const listId = useId();
  const { data } = useEndpoints();
  return (
    <>
      <TextInput
        {...control}
        list={listId}
        value={asText(value)}
        maxLength={field.maxLength}
        placeholder={t('lineName')}
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={listId}>
        {data?.items.map(({ id, name, flowName }) => (
          <option key={id} value={name}>
            {flowName ?? undefined}
          </option>
        ))}
      </datalist>
    </>
  );
};
