'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef } from 'react';
import { withVariable } from '../../model/prompt-filters';
import { indent, lineCount, newLine, outdent } from './code-editing';
import { VariableMenu } from './variable-menu';
import { asText, type WidgetProps } from './widget-props';

/** Code or JSON: in a fixed width, with line numbers and indentation. Escape, then Tab, leaves it by keyboard. */
export const CodeWidget = ({ field, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets');
  const input = useRef<HTMLTextAreaElement>(null);
  const leaves = useRef(false);
  const code = asText(value);
  const put = (text: string, start: number, end = start) => {
    onChange(text);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(start, end);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { selectionStart: start, selectionEnd: end } = event.currentTarget;
    if (event.key === 'Escape') {
      leaves.current = true;
      event.stopPropagation();
      return;
    }
    if (event.key === 'Tab' && !leaves.current) {
      event.preventDefault();
      const edited = (event.shiftKey ? outdent : indent)({ code, start, end });
      put(edited.code, edited.start, edited.end);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const edited = newLine({ code, start, end });
      put(edited.text, edited.caret);
    }
    if (event.key !== 'Shift') leaves.current = false;
  };
  return (
    <div className="flex flex-col gap-1.5">
      <div className="code-box" data-invalid={control['aria-invalid']}>
        <div aria-hidden className="code-lines">
          {Array.from({ length: lineCount(code) }, (_, at) => at + 1).join('\n')}
        </div>
        <textarea
          {...control}
          ref={input}
          value={code}
          wrap="off"
          rows={4}
          maxLength={field.maxLength}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onKeyDown={onKeyDown}
          onChange={({ target }) => onChange(target.value)}
          className="code-text"
        />
      </div>
      <div className="flex items-center gap-2">
        {field.template && (
          <VariableMenu
            isSmall={false}
            takesSecrets
            onInsert={(name) => {
              const { selectionStart = code.length, selectionEnd = code.length } = input.current ?? {};
              const edited = withVariable(code, name, [selectionStart, selectionEnd]);
              put(edited.text, edited.caret);
            }}
          />
        )}
        <span className="ml-auto text-sm text-ink-3">{t('leaveCode')}</span>
      </div>
    </div>
  );
};
