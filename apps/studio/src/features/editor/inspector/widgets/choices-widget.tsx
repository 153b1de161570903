'use client';

import type { Json } from '@callwright/protocol';
import { ArrowDown, ArrowUp, EllipsisVertical, Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { newId } from '../../../../platform/ids';
import { Button } from '../../../../shared/ui/button';
import { IconButton } from '../../../../shared/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '../../../../shared/ui/menu';
import { ExitTargetButton } from '../exit-target-button';
import { asEntries, asText, asTexts, type WidgetProps } from './widget-props';

type Entry = Readonly<Record<string, Json>>;

/** The answers a caller may give: a key, a name, the words that mean it, and where each leads. */
export const ChoicesWidget = ({ node, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets.choices');
  const entries = asEntries(value);
  const put = (next: readonly Entry[]) => onChange(next as Json);
  const hearsWords = node.config.acceptsSpeech !== false;
  const takesKeys = node.config.acceptsKeys !== false;
  const add = () => put([...entries, { id: newId(), label: '', key: takesKeys ? freeKey(entries) : '', phrases: [] }]);
  return (
    <div className="flex flex-col gap-2" role="group" aria-describedby={control['aria-describedby']}>
      <ul className="flex flex-col rounded-field border border-line">
        {entries.map((entry, index) => (
          <li key={asText(entry.id)} className="border-b border-line py-1.5 pr-1 pl-2 last:border-0">
            <div className="flex items-center gap-1.5">
              {takesKeys && (
                <input
                  aria-label={t('key', { position: index + 1 })}
                  value={asText(entry.key)}
                  maxLength={8}
                  placeholder="–"
                  onChange={({ target }) =>
                    put(withEntry(entries, index, { key: target.value.replace(/[^0-9*#]/g, '') }))
                  }
                  className="key-input"
                />
              )}
              <input
                id={index === 0 ? control.id : undefined}
                aria-label={t('label', { position: index + 1 })}
                value={asText(entry.label)}
                maxLength={120}
                placeholder={t('labelPlaceholder')}
                onChange={({ target }) => put(withEntry(entries, index, { label: target.value }))}
                className="plain-input min-w-0 flex-1 font-medium"
              />
              <ExitTargetButton
                nodeId={node.id}
                exit={{ name: asText(entry.id), label: asText(entry.label), kind: 'choice' }}
              />
              <Menu
                button={<IconButton icon={EllipsisVertical} label={t('more', { position: index + 1 })} size={24} />}
              >
                <MenuItem icon={ArrowUp} disabled={index === 0} onSelect={() => put(moved(entries, index, index - 1))}>
                  {t('up')}
                </MenuItem>
                <MenuItem
                  icon={ArrowDown}
                  disabled={index === entries.length - 1}
                  onSelect={() => put(moved(entries, index, index + 1))}
                >
                  {t('down')}
                </MenuItem>
                <MenuLine />
                <MenuItem icon={Trash2} tone="danger" onSelect={() => put(entries.filter((_, at) => at !== index))}>
                  {t('remove')}
                </MenuItem>
              </Menu>
            </div>
            {hearsWords && (
              <Phrases
                label={t('phrases', { position: index + 1 })}
                phrases={asTexts(entry.phrases)}
                onChange={(phrases) => put(withEntry(entries, index, { phrases }))}
              />
            )}
          </li>
        ))}
      </ul>
      <Button size="small" kind="quiet" icon={Plus} onClick={add} className="self-start">
        {t('add')}
      </Button>
    </div>
  );
};

const Phrases = ({
  label,
  phrases,
  onChange,
}: {
  readonly label: string;
  readonly phrases: readonly string[];
  readonly onChange: (phrases: readonly string[]) => void;
}) => {
  const t = useTranslations('editor.widgets.choices');
  // Kept as typed, so that a comma or a space at the end is not taken away.
  const [typed, setTyped] = useState<string>();
  return (
    <div className="mt-0.5 flex items-center gap-1.5 text-sm">
      <span className="shrink-0 pl-1 text-ink-3">{t('says')}</span>
      <input
        aria-label={label}
        value={typed ?? phrases.join(', ')}
        placeholder={t('phrasesPlaceholder')}
        onChange={({ target }) => {
          setTyped(target.value);
          onChange(
            target.value
              .split(',')
              .map((phrase) => phrase.trim())
              .filter((phrase) => phrase !== ''),
          );
        }}
        onBlur={() => setTyped(undefined)}
        className="plain-input min-w-0 flex-1 text-ink-2"
      />
    </div>
  );
};

const withEntry = (entries: readonly Entry[], index: number, change: Entry): readonly Entry[] =>
  entries.map((entry, at) => (at === index ? { ...entry, ...change } : entry));

const moved = (entries: readonly Entry[], from: number, to: number): readonly Entry[] => {
  const next = [...entries];
  const [entry] = next.splice(from, 1);
  if (entry) next.splice(to, 0, entry);
  return next;
};

const freeKey = (entries: readonly Entry[]): string => {
  const taken = new Set(entries.map(({ key }) => key));
  return [...'1234567890'].find((key) => !taken.has(key)) ?? '';
};
