'use client';

import type { LocalText } from '@callwright/flow-engine';
import { Languages, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Button } from '../../../../shared/ui/button';
import { Icon } from '../../../../shared/ui/icon';
import { IconButton } from '../../../../shared/ui/icon-button';
import { Segmented } from '../../../../shared/ui/segmented';
import { useEditor } from '../../editor-context';
import { documentOf } from '../../editor-store';
import { languagesIn, languagesOf, missingLanguages, withWords, wordsIn } from '../../model/local-words';
import { languageName, shortLanguageName } from '../language-name';

/** What the field for the words of one language is given. */
export type LanguageField = {
  readonly words: string;
  /** The language they are in. */
  readonly language: string;
  readonly onWords: (words: string) => void;
  /** Makes the words differ by language, or the same again; null in a flow of one language. */
  readonly tool: ReactNode;
};

/**
 * Words that may be by language: a tab for each the flow speaks, those without words marked. A flow of one language has
 * no tabs, and a text may stay the same in all.
 */
export const LocalWords = ({
  text,
  isSmall,
  onChange,
  children,
}: {
  readonly text: LocalText;
  /** Whether the button for other words by language stands in the field, as an icon. */
  readonly isSmall: boolean;
  readonly onChange: (text: LocalText) => void;
  /** The field for the words of one language, with the button that belongs to it. */
  readonly children: (field: LanguageField) => ReactNode;
}) => {
  const settings = useEditor((state) => documentOf(state).flow.settings);
  const spoken = languagesOf(settings);
  const [chosen, setChosen] = useState(settings.language);
  const tabs = languagesIn(text, spoken);
  const language = tabs.includes(chosen) ? chosen : settings.language;
  const isOwn = typeof text !== 'string';
  const toggle = () =>
    onChange(
      isOwn ? wordsIn(text, settings.language) || (Object.values(text)[0] ?? '') : { [settings.language]: text },
    );
  const field = children({
    words: wordsIn(text, language),
    language,
    onWords: (words) => onChange(withWords(text, language, words)),
    tool: isOwn || spoken.length > 1 ? <LanguageButton isOwn={isOwn} isSmall={isSmall} onPress={toggle} /> : null,
  });
  if (!isOwn) return field;
  return (
    <div className="flex flex-col gap-1.5">
      <LanguageTabs language={language} tabs={tabs} missing={missingLanguages(text, spoken)} onChange={setChosen} />
      {field}
    </div>
  );
};

const LanguageButton = ({
  isOwn,
  isSmall,
  onPress,
}: {
  readonly isOwn: boolean;
  readonly isSmall: boolean;
  readonly onPress: () => void;
}) => {
  const t = useTranslations('editor.languages');
  const words = t(isOwn ? 'sameInAll' : 'byLanguage');
  return isSmall ? (
    <IconButton icon={Languages} label={words} size={24} isOn={isOwn} onClick={onPress} />
  ) : (
    <Button kind="quiet" size="small" icon={Languages} className="px-1.5" title={words} onClick={onPress}>
      {t(isOwn ? 'sameShort' : 'byShort')}
    </Button>
  );
};

const LanguageTabs = ({
  language,
  tabs,
  missing,
  onChange,
}: {
  readonly language: string;
  readonly tabs: readonly string[];
  readonly missing: readonly string[];
  readonly onChange: (language: string) => void;
}) => {
  const t = useTranslations('editor.languages');
  return (
    <div className="flex flex-col gap-1">
      <div className="max-w-full self-start overflow-x-auto">
        <Segmented
          label={t('tabs')}
          value={language}
          onChange={onChange}
          options={tabs.map((tag) => ({
            value: tag,
            label: <Tab name={shortLanguageName(tag, tabs)} isMissing={missing.includes(tag)} />,
          }))}
        />
      </div>
      {missing.includes(language) && (
        <p className="text-sm text-warning">{t('missing', { language: languageName(language) })}</p>
      )}
    </div>
  );
};

const Tab = ({ name, isMissing }: { readonly name: string; readonly isMissing: boolean }) => {
  const t = useTranslations('editor.languages');
  return (
    <>
      {name}
      {isMissing && (
        <>
          <Icon icon={TriangleAlert} size={14} className="text-warning" />
          <span className="sr-only">{t('noWords')}</span>
        </>
      )}
    </>
  );
};
