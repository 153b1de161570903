'use client';

import type { LocalText } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { Plus, Timer, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../../shared/ui/button';
import { Icon } from '../../../../shared/ui/icon';
import { IconButton } from '../../../../shared/ui/icon-button';
import { asSeries, formatSeries } from '../../model/local-words';
import { promptSeconds } from '../../model/prompt-text';
import { ListenButton } from '../../speech/listen-button';
import { LocalWords } from './local-words';
import { TemplateArea } from './template-area';
import type { WidgetProps } from './widget-props';

const MOST_TIMES = 10;

/** Words the caller hears: by language where the flow has several, and other words each time where the step allows it. */
export const PromptWidget = (props: WidgetProps) => {
  const t = useTranslations('editor.widgets.series');
  const { field, value, onChange, control } = props;
  const series = asSeries(value);
  const put = (next: readonly LocalText[]) => onChange(formatSeries(next) as Json);
  return (
    <div className="flex flex-col gap-2">
      {series.map((text, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: times have no identity but their place
        <div key={at} className="flex flex-col gap-1">
          {series.length > 1 && (
            <div className="flex items-center justify-between">
              <span className="text-sm text-ink-3">
                {at === series.length - 1 ? t('fromThenOn') : t('time', { count: at + 1 })}
              </span>
              <IconButton
                icon={X}
                size={24}
                label={t('remove', { count: at + 1 })}
                onClick={() => put(series.filter((_, index) => index !== at))}
              />
            </div>
          )}
          <Words
            {...props}
            text={text}
            control={at === 0 ? control : { ...control, id: `${control.id}-${at}` }}
            label={series.length > 1 ? `${field.title}, ${t('time', { count: at + 1 })}` : undefined}
            onText={(next) => put(series.map((one, index) => (index === at ? next : one)))}
          />
        </div>
      ))}
      {field.isSeries && series.length < MOST_TIMES && (
        <Button
          kind="quiet"
          size="small"
          icon={Plus}
          className="-ml-1.5 self-start px-1.5"
          onClick={() => put([...series, ''])}
        >
          {t('add')}
        </Button>
      )}
    </div>
  );
};

const Words = ({
  node,
  field,
  control,
  text,
  label,
  onText,
}: WidgetProps & {
  readonly text: LocalText;
  readonly label: string | undefined;
  readonly onText: (text: LocalText) => void;
}) => {
  // The prompts of other cases are less in the way.
  const isMain = field.section === 'hears';
  return (
    <LocalWords text={text} isSmall={!isMain} onChange={onText}>
      {({ words, language, onWords, tool }) => (
        <TemplateArea
          {...control}
          aria-label={label}
          text={words}
          onChange={onWords}
          maxLength={field.maxLength}
          rows={isMain ? 3 : 1}
          isSaid
          menu={isMain ? 'below' : 'inside'}
          tools={tool}
          listen={
            words.trim() !== '' && <ListenButton words={words} language={language} step={node} isSmall={!isMain} />
          }
          after={<Seconds words={words} />}
        />
      )}
    </LocalWords>
  );
};

const Seconds = ({ words }: { readonly words: string }) => {
  const t = useTranslations('editor.widgets');
  const seconds = promptSeconds(words);
  if (seconds === 0) return null;
  return (
    <span className="ml-auto flex items-center gap-1 text-sm text-ink-2 tabular-nums" title={t('secondsHelp')}>
      <Icon icon={Timer} size={14} />
      {t('aboutSeconds', { seconds })}
    </span>
  );
};
