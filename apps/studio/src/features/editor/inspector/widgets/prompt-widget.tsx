'use client';

import { Braces, Timer } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { Button } from '../../../../shared/ui/button';
import { TextArea } from '../../../../shared/ui/field';
import { Icon } from '../../../../shared/ui/icon';
import { IconButton } from '../../../../shared/ui/icon-button';
import { Menu, MenuItem, MenuLabel } from '../../../../shared/ui/menu';
import { useEditor } from '../../editor-context';
import { documentOf } from '../../editor-store';
import { promptPieces, promptSeconds, readableName } from '../../model/prompt-text';
import { variablesOf } from '../../model/variables';
import { asText, type WidgetProps } from './widget-props';

/** Words the caller hears. Variables are marked where they stand, and put in from a list. */
export const PromptWidget = ({ field, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets');
  const input = useRef<HTMLTextAreaElement>(null);
  const text = asText(value);
  const seconds = promptSeconds(text);
  // The prompts of other cases are less in the way.
  const isMain = field.section === 'hears';
  const insert = (name: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = input.current ?? {};
    const piece = `{{ ${name} }}`;
    onChange(`${text.slice(0, selectionStart)}${piece}${text.slice(selectionEnd)}`);
    const caret = selectionStart + piece.length;
    // After the list has given the focus back.
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(caret, caret);
    });
  };
  return (
    <div className="flex flex-col gap-2">
      <div className="prompt-box">
        <div aria-hidden className={`prompt-marks ${isMain ? '' : 'pr-9'}`}>
          {promptPieces(text).map((piece, at) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
            piece.kind === 'words' ? <span key={at}>{piece.text}</span> : <mark key={at}>{piece.text}</mark>,
          )}
          {'\n'}
        </div>
        <TextArea
          {...control}
          ref={input}
          value={text}
          maxLength={field.maxLength}
          rows={isMain ? 3 : 1}
          onChange={({ target }) => onChange(target.value)}
          className={isMain ? 'text-md' : 'pr-9 text-md'}
        />
        {!isMain && (
          <div className="absolute top-1.5 right-1.5">
            <VariableMenu onInsert={insert} isSmall />
          </div>
        )}
      </div>
      <div className={isMain ? 'flex min-h-[26px] items-center gap-3' : 'hidden'}>
        {isMain && <VariableMenu onInsert={insert} isSmall={false} />}
        {seconds > 0 && (
          <span className="ml-auto flex items-center gap-1 text-sm text-ink-2 tabular-nums" title={t('secondsHelp')}>
            <Icon icon={Timer} size={14} />
            {t('aboutSeconds', { seconds })}
          </span>
        )}
      </div>
    </div>
  );
};

const VariableMenu = ({
  onInsert,
  isSmall,
}: {
  readonly onInsert: (name: string) => void;
  readonly isSmall: boolean;
}) => {
  const t = useTranslations('editor.widgets');
  const flow = useEditor((state) => documentOf(state).flow);
  const definitions = useEditor((state) => state.definitions);
  const button = isSmall ? (
    <IconButton icon={Braces} label={t('insertVariable')} size={24} />
  ) : (
    <Button kind="quiet" size="small" icon={Braces} className="-ml-1.5 px-1.5">
      {t('insertVariable')}
    </Button>
  );
  return (
    <Menu align={isSmall ? 'end' : 'start'} button={button}>
      <MenuLabel>{t('knownByThen')}</MenuLabel>
      {variablesOf(flow, definitions).map(({ name, from }) => (
        <MenuItem key={name} onSelect={() => onInsert(name)}>
          <span className="flex items-baseline gap-3">
            <span className="rounded-tag bg-data-soft px-1 font-strong text-data">{readableName(name)}</span>
            <span className="ml-auto text-sm text-ink-3">{from ?? t('everyCall')}</span>
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
};
