'use client';

import type { ReactNode } from 'react';
import { TextArea } from '../../../../shared/ui/field';
import { asLocalText } from '../../model/local-words';
import { LocalWords } from './local-words';
import { TemplateArea } from './template-area';
import { asText, type WidgetProps } from './widget-props';

/** A longer text: of a message, a note. By language where its step allows it. */
export const TextareaWidget = ({ field, value, onChange, control }: WidgetProps) => {
  const area = (text: string, onText: (text: string) => void, tool?: ReactNode) =>
    field.template ? (
      <TemplateArea
        {...control}
        text={text}
        onChange={onText}
        maxLength={field.maxLength}
        rows={3}
        isSaid
        tools={tool}
      />
    ) : (
      <TextArea
        {...control}
        value={text}
        rows={4}
        maxLength={field.maxLength}
        onChange={({ target }) => onText(target.value)}
        className="max-h-80 [field-sizing:content]"
      />
    );
  if (!field.isLocal) return area(asText(value), onChange);
  return (
    <LocalWords text={asLocalText(value)} isSmall onChange={onChange}>
      {({ words, onWords, tool }) => area(words, onWords, tool)}
    </LocalWords>
  );
};
