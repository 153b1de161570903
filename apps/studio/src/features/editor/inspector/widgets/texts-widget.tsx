'use client';

import { useState } from 'react';
import { TextArea } from '../../../../shared/ui/field';
import { asTexts, type WidgetProps } from './widget-props';

/** Several texts, one a line. */
export const TextsWidget = ({ value, onChange, control }: WidgetProps) => {
  const texts = asTexts(value);
  const [typed, setTyped] = useState<string>();
  return (
    <TextArea
      {...control}
      rows={Math.max(2, texts.length + 1)}
      value={typed ?? texts.join('\n')}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(
          target.value
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== ''),
        );
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
};
