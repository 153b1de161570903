'use client';

import { builtInSpeech, type SpeechCatalogue } from '@callwright/protocol';
import { X } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Field, SelectInput, TextInput } from '../../../../shared/ui/field';
import { IconButton } from '../../../../shared/ui/icon-button';
import { abilityIn, speakersOf } from '../../speech/language-ability';
import { useSpeech } from '../../speech/use-speech';
import { languageName } from '../language-name';
import { TimeZoneSelect } from '../time-zone-select';
import { SettingsPart, type SettingsPartProps } from './settings-part';

/** Languages by their tags. */
const LANGUAGES = [
  'en-US',
  'en-GB',
  'de-DE',
  'es-ES',
  'fr-FR',
  'it-IT',
  'nl-NL',
  'pl-PL',
  'pt-BR',
  'tr-TR',
  'uk-UA',
  'ar-SA',
  'hi-IN',
  'ja-JP',
  'zh-CN',
] as const;

/** The languages a flow speaks, its voice, and whose clocks it goes by. */
export const SpeechPart = ({ settings, onChange }: SettingsPartProps) => {
  const t = useTranslations('editor.flowSettings');
  const voices = useId();
  const speech = useSpeech() ?? builtInSpeech;
  const named = useLanguageNames(speech);
  return (
    <SettingsPart title={t('speech')}>
      <Field label={t('language')} help={t('languageHelp')}>
        {(control) => (
          <SelectInput
            {...control}
            value={settings.language}
            onChange={({ target }) =>
              onChange({
                language: target.value,
                languages: settings.languages.filter((tag) => tag !== target.value),
              })
            }
          >
            {[...new Set([settings.language, ...LANGUAGES])].map((tag) => (
              <option key={tag} value={tag}>
                {named(tag)}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <OtherLanguages settings={settings} onChange={onChange} />
      {[settings.language, ...settings.languages].some((tag) => abilityIn(tag, speech) !== 'both') && (
        <Link
          href="/settings?section=speech"
          className="text-sm font-semibold text-accent underline underline-offset-3"
        >
          {t('moreLanguages')}
        </Link>
      )}
      <Field label={t('voice')} help={t('voiceHelp')}>
        {(control) => (
          <>
            <TextInput
              {...control}
              list={voices}
              value={settings.speaker ?? ''}
              maxLength={64}
              placeholder={t('voiceUsual')}
              onChange={({ target }) => onChange({ speaker: target.value === '' ? undefined : target.value })}
            />
            <datalist id={voices}>
              {speakersOf(settings.language, speech).map((voice) => (
                <option key={voice} value={voice} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Field label={t('timeZone')} help={t('timeZoneHelp')}>
        {(control) => (
          <TimeZoneSelect
            control={control}
            value={settings.timeZone}
            onChange={(timeZone) => onChange({ timeZone: timeZone ?? 'UTC' })}
          />
        )}
      </Field>
    </SettingsPart>
  );
};

const OtherLanguages = ({ settings, onChange }: SettingsPartProps) => {
  const t = useTranslations('editor.flowSettings');
  const { language, languages } = settings;
  const named = useLanguageNames(useSpeech() ?? builtInSpeech);
  const free = LANGUAGES.filter((tag) => tag !== language && !languages.includes(tag));
  return (
    <Field label={t('languages')} help={t('languagesHelp')}>
      {(control) => (
        <div className="flex flex-col gap-1.5">
          {languages.map((tag) => (
            <div key={tag} className="flex min-h-8 items-center rounded-field py-1 bg-surface-2 pr-1 pl-2.5">
              <span className="flex-1">{named(tag)}</span>
              <IconButton
                icon={X}
                size={24}
                label={t('removeLanguage', { language: languageName(tag) })}
                onClick={() => onChange({ languages: languages.filter((one) => one !== tag) })}
              />
            </div>
          ))}
          <SelectInput
            {...control}
            value=""
            onChange={({ target }) => onChange({ languages: [...languages, target.value] })}
          >
            <option value="">{t('addLanguage')}</option>
            {free.map((tag) => (
              <option key={tag} value={tag}>
                {named(tag)}
              </option>
            ))}
          </SelectInput>
        </div>
      )}
    </Field>
  );
};

/** Names of languages with what cannot be done in them here. */
const useLanguageNames = (speech: SpeechCatalogue): ((tag: string) => string) => {
  const t = useTranslations('editor.flowSettings.ability');
  return (tag) => t(abilityIn(tag, speech), { language: languageName(tag) });
};
