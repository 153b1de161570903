'use client';

import { useState } from 'react';
import { TextArea } from '../../../../shared/ui/field';
import { useEditor } from '../../editor-context';
import { faceOf } from '../../model/step-face';
import { VariableMenu } from './variable-menu';
import { asTexts, type WidgetProps } from './widget-props';

/** Several texts, one a line. */
export const TextsWidget = ({ node, field, value, onChange, control }: WidgetProps) => {
  const definitions = useEditor((state) => state.definitions);
  const texts = asTexts(value);
  const [typed, setTyped] = useState<string>();
  // The name of a way out that is half typed is another way out: its wire would be gone.
  const areExits = faceOf(node, definitions).exits.some(({ name }) => texts.includes(name));
  const leave = () => {
    if (areExits && typed !== undefined) onChange(linesOf(typed));
    setTyped(undefined);
  };
  return (
    <div className="flex flex-col gap-1.5">
      <TextArea
        {...control}
        rows={Math.max(2, texts.length + 1)}
        value={typed ?? texts.join('\n')}
        onChange={({ target }) => {
          setTyped(target.value);
          if (!areExits) onChange(linesOf(target.value));
        }}
        onBlur={leave}
      />
      {field.template && (
        <div>
          <VariableMenu isSmall={false} takesSecrets onInsert={(name) => onChange([...texts, `{{ ${name} }}`])} />
        </div>
      )}
    </div>
  );
};

const linesOf = (typed: string): readonly string[] =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
