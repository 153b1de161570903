'use client';

import { type ComponentProps, type ReactNode, type RefObject, useRef, useState } from 'react';
import { classNames } from '../../../../shared/ui/class-names';
import { TextArea } from '../../../../shared/ui/field';
import { type EditedText, withFilter, withVariable } from '../../model/prompt-filters';
import { promptPieces } from '../../model/prompt-text';
import { VariableMenu } from './variable-menu';

type AreaProps = Pick<
  ComponentProps<'textarea'>,
  'id' | 'aria-label' | 'aria-describedby' | 'aria-invalid' | 'placeholder'
>;

/**
 * A text in which values may stand: they are marked where they are, and put in from a list. With `isOneLine` it grows but
 * takes no line breaks; `isSaid` offers other ways to say a value, and no secrets.
 */
export const TemplateArea = ({
  text,
  onChange,
  rows = 1,
  maxLength,
  isOneLine = false,
  isSaid = false,
  menu = 'inside',
  isCompact = false,
  tools,
  listen,
  after,
  ...control
}: AreaProps & {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly rows?: number;
  readonly maxLength?: number | undefined;
  readonly isOneLine?: boolean;
  readonly isSaid?: boolean;
  /** Where the list opens: in the corner of the field, or from a line below it. */
  readonly menu?: 'inside' | 'below';
  /** As low as the other fields of a row. */
  readonly isCompact?: boolean;
  /** Stands beside the button of the list. */
  readonly tools?: ReactNode;
  /** Says the text; stands before the other buttons. */
  readonly listen?: ReactNode;
  /** Stands at the end of the line below. */
  readonly after?: ReactNode;
}) => {
  const input = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const put = (edited: EditedText) => {
    onChange(edited.text);
    setCaret(edited.caret);
    focusAt(input, edited.caret);
  };
  const insert = (name: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = input.current ?? {};
    put(withVariable(text, name, [selectionStart, selectionEnd]));
  };
  const canFilter = isSaid && withFilter(text, 'digits', caret) !== undefined;
  const list = (
    <VariableMenu
      isSmall={menu === 'inside'}
      takesSecrets={!isSaid}
      onInsert={insert}
      {...(canFilter && {
        onFilter: (filter) => {
          const edited = withFilter(text, filter, caret);
          if (edited) put(edited);
        },
      })}
    />
  );
  const look = classNames(menu === 'inside' && roomFor(tools, listen), isCompact && 'py-[5px]');
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-2">
      <div className="prompt-box" data-compact={isCompact || undefined}>
        <div aria-hidden className={classNames('prompt-marks', look)}>
          <Marks text={text} />
        </div>
        <TextArea
          {...control}
          ref={input}
          value={text}
          maxLength={maxLength}
          rows={rows}
          spellCheck={isSaid}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onChange={({ target }) => onChange(isOneLine ? target.value.replace(/\r?\n/g, ' ') : target.value)}
          className={classNames('text-md', look)}
        />
        {menu === 'inside' && (
          <div className={`absolute right-1.5 flex ${isCompact ? 'top-1' : 'top-1.5'}`}>
            {listen}
            {tools}
            {list}
          </div>
        )}
      </div>
      {menu === 'below' && (
        <div className="flex min-h-[26px] items-center gap-3">
          {listen}
          {list}
          {tools}
          {after}
        </div>
      )}
    </div>
  );
};

// As many buttons as stand in the corner, at 24 px.
const roomFor = (tools: ReactNode, listen: ReactNode): string => {
  if (tools && listen) return 'pr-[88px]';
  return tools || listen ? 'pr-16' : 'pr-9';
};

const Marks = ({ text }: { readonly text: string }) => (
  <>
    {promptPieces(text).map((piece, at) =>
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
      piece.kind === 'words' ? <span key={at}>{piece.text}</span> : <mark key={at}>{piece.text}</mark>,
    )}
    {'\n'}
  </>
);

// After the list has given the focus back.
const focusAt = (input: RefObject<HTMLTextAreaElement | null>, caret: number): void => {
  requestAnimationFrame(() => {
    input.current?.focus();
    input.current?.setSelectionRange(caret, caret);
  });
};
