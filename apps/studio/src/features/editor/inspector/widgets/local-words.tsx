'use client';

import type { LocalText } from '@callwright/flow-engine';
import { Languages, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Button } from '../../../../shared/ui/button';
import { Icon } from '../../../../shared/ui/icon';
import { Segmented } from '../../../../shared/ui/segmented';
import { useEditor } from '../../editor-context';
import { documentOf } from '../../editor-store';
import { languagesIn, languagesOf, missingLanguages, withWords, wordsIn } from '../../model/local-words';
import { languageName } from '../language-name';

/**
 * Words that may be by language: a tab for each the flow speaks, those without words marked. A flow of one language has
 * no tabs, and a text may stay the same in all.
 */
export const LocalWords = ({
  text,
  onChange,
  children,
}: {
  readonly text: LocalText;
  readonly onChange: (text: LocalText) => void;
  /** The field for the words of one language. */
  readonly children: (field: {
    readonly words: string;
    readonly onWords: (words: string) => void;
    readonly language: string;
  }) => ReactNode;
}) => {
  const t = useTranslations('editor.languages');
  const settings = useEditor((state) => documentOf(state).flow.settings);
  const spoken = languagesOf(settings);
  const [chosen, setChosen] = useState(settings.language);
  const tabs = languagesIn(text, spoken);
  const language = tabs.includes(chosen) ? chosen : settings.language;
  const field = children({
    words: wordsIn(text, language),
    onWords: (words) => onChange(withWords(text, language, words)),
    language,
  });
  if (typeof text === 'string') {
    if (spoken.length === 1) return field;
    return (
      <div className="flex flex-col gap-1.5">
        {field}
        <Button
          kind="quiet"
          size="small"
          icon={Languages}
          className="-ml-1.5 self-start px-1.5"
          onClick={() => onChange({ [settings.language]: text })}
        >
          {t('byLanguage')}
        </Button>
      </div>
    );
  }
  const missing = new Set(missingLanguages(text, spoken));
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label={t('tabs')}
          value={language}
          onChange={setChosen}
          options={tabs.map((tag) => ({
            value: tag,
            label: <Tab tag={tag} isMissing={missing.has(tag)} />,
          }))}
        />
      </div>
      {field}
      <div className="flex items-center gap-2 text-sm">
        {missing.has(language) && (
          <span className="text-warning">{t('missing', { language: languageName(language) })}</span>
        )}
        <Button
          kind="quiet"
          size="small"
          className="-mr-1 ml-auto px-1.5"
          onClick={() => onChange(wordsIn(text, settings.language) || (Object.values(text)[0] ?? ''))}
        >
          {t('sameInAll')}
        </Button>
      </div>
    </div>
  );
};

const Tab = ({ tag, isMissing }: { readonly tag: string; readonly isMissing: boolean }) => {
  const t = useTranslations('editor.languages');
  return (
    <>
      {languageName(tag)}
      {isMissing && (
        <>
          <Icon icon={TriangleAlert} size={14} className="text-warning" />
          <span className="sr-only">{t('noWords')}</span>
        </>
      )}
    </>
  );
};
