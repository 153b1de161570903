'use client';

import type { Json } from '@callwright/protocol';
import { Languages, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { newId } from '../../../../platform/ids';
import { Button } from '../../../../shared/ui/button';
import { MenuItem, MenuLine } from '../../../../shared/ui/menu';
import { useEditor } from '../../editor-context';
import { documentOf } from '../../editor-store';
import { languagesOf } from '../../model/local-words';
import {
  asPhraseLists,
  byLanguage,
  isByLanguage,
  type PhraseLists,
  phrasesByLanguage,
  sameInAll,
} from '../../model/phrase-lists';
import { ExitTargetButton } from '../exit-target-button';
import { languageName, shortLanguageName } from '../language-name';
import { RowMenu } from './row-menu';
import { type Row, withRow } from './rows';
import { asEntries, asText, type WidgetProps } from './widget-props';

/** The answers a caller may give: a key, a name, the words that mean it, and where each leads. */
export const ChoicesWidget = ({ node, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets.choices');
  const languages = languagesOf(useEditor((state) => documentOf(state).flow.settings));
  const entries = asEntries(value);
  const put = (next: readonly Row[]) => onChange(next as Json);
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
                    put(withRow(entries, index, { key: target.value.replace(/[^0-9*#]/g, '') }))
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
                onChange={({ target }) => put(withRow(entries, index, { label: target.value }))}
                className="plain-input min-w-0 flex-1 font-medium"
              />
              <ExitTargetButton
                nodeId={node.id}
                exit={{ name: asText(entry.id), label: asText(entry.label), kind: 'choice' }}
              />
              <RowMenu rows={entries} at={index} onRows={put}>
                {hearsWords && languages.length > 1 && (
                  <>
                    <LanguagesItem
                      phrases={asPhraseLists(entry.phrases)}
                      languages={languages}
                      onChange={(phrases) => put(withRow(entries, index, { phrases }))}
                    />
                    <MenuLine />
                  </>
                )}
              </RowMenu>
            </div>
            {hearsWords && (
              <AnswerPhrases
                position={index + 1}
                phrases={asPhraseLists(entry.phrases)}
                languages={languages}
                onChange={(phrases) => put(withRow(entries, index, { phrases }))}
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

const LanguagesItem = ({
  phrases,
  languages,
  onChange,
}: {
  readonly phrases: PhraseLists;
  readonly languages: readonly string[];
  readonly onChange: (phrases: PhraseLists) => void;
}) => {
  const t = useTranslations('editor.languages');
  const isOwn = isByLanguage(phrases);
  return (
    <MenuItem icon={Languages} onSelect={() => onChange(isOwn ? sameInAll(phrases) : byLanguage(phrases, languages))}>
      {t(isOwn ? 'sameInAll' : 'byLanguage')}
    </MenuItem>
  );
};

const AnswerPhrases = ({
  position,
  phrases,
  languages,
  onChange,
}: {
  readonly position: number;
  readonly phrases: PhraseLists;
  readonly languages: readonly string[];
  readonly onChange: (phrases: PhraseLists) => void;
}) => {
  const t = useTranslations('editor.widgets.choices');
  if (!isByLanguage(phrases))
    return <Phrases label={t('phrases', { position })} words={t('says')} phrases={phrases} onChange={onChange} />;
  const rows = phrasesByLanguage(phrases, languages);
  const all = rows.map(([language]) => language);
  return rows.map(([language, own]) => (
    <Phrases
      key={language}
      label={t('phrasesIn', { position, language: languageName(language) })}
      words={t('saysIn', { language: shortLanguageName(language, all) })}
      phrases={own}
      onChange={(next) => onChange({ ...phrases, [language]: next })}
    />
  ));
};

const Phrases = ({
  label,
  words,
  phrases,
  onChange,
}: {
  readonly label: string;
  /** What stands before the field. */
  readonly words: string;
  readonly phrases: readonly string[];
  readonly onChange: (phrases: readonly string[]) => void;
}) => {
  const t = useTranslations('editor.widgets.choices');
  // Kept as typed, so that a comma or a space at the end is not taken away.
  const [typed, setTyped] = useState<string>();
  return (
    <div className="mt-0.5 flex items-center gap-1.5 text-sm">
      <span className="shrink-0 pl-1 text-ink-3">{words}</span>
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

const freeKey = (entries: readonly Row[]): string => {
  const taken = new Set(entries.map(({ key }) => key));
  return [...'1234567890'].find((key) => !taken.has(key)) ?? '';
};
