'use client';

import type { FlowSettings } from '@callwright/protocol';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Field, SelectInput, TextArea, TextInput } from '../../../shared/ui/field';
import { IconButton } from '../../../shared/ui/icon-button';
import { useActions, useEditor } from '../editor-context';
import { documentOf } from '../editor-store';

/** Languages by their tags; those without a voice here need a speech service. */
const LANGUAGES = ['en-US', 'en-GB', 'de-DE', 'es-ES', 'fr-FR', 'it-IT', 'nl-NL', 'pl-PL', 'pt-BR', 'zh-CN'] as const;
/** Voices that come with Callwright; services bring their own names. */
const VOICES = ['slt', 'rms', 'awb', 'kal16'] as const;

/** What all steps of a flow share. */
export const FlowSettingsPanel = () => {
  const t = useTranslations('editor.flowSettings');
  const actions = useActions();
  const settings = useEditor((state) => documentOf(state).flow.settings);
  const voices = useId();
  const change = (part: Partial<FlowSettings>) =>
    actions.dispatch(
      { command: 'changeSettings', settings: { ...settings, ...part } },
      `settings ${Object.keys(part)}`,
    );
  const languages = LANGUAGES.some((tag) => tag === settings.language) ? LANGUAGES : [settings.language, ...LANGUAGES];
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return (
    <section aria-label={t('title')} className="flex h-full min-h-0 flex-col">
      <header className="flex items-center gap-2.5 px-4 py-2.5">
        <h2 className="flex-1 text-lg font-title">{t('title')}</h2>
        <IconButton icon={X} label={t('close')} size={28} onClick={() => actions.setPanel('none')} />
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto border-t border-line px-4 py-4">
        <Field label={t('language')} help={t('languageHelp')}>
          {(control) => (
            <SelectInput
              {...control}
              value={settings.language}
              onChange={({ target }) => change({ language: target.value })}
            >
              {languages.map((tag) => (
                <option key={tag} value={tag}>
                  {names.of(tag) ?? tag}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        <Field label={t('voice')} help={t('voiceHelp')}>
          {(control) => (
            <>
              <TextInput
                {...control}
                list={voices}
                value={settings.speaker ?? ''}
                maxLength={64}
                placeholder={t('voiceUsual')}
                onChange={({ target }) => change({ speaker: target.value === '' ? undefined : target.value })}
              />
              <datalist id={voices}>
                {VOICES.map((voice) => (
                  <option key={voice} value={voice} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field label={t('failurePrompt')} help={t('failurePromptHelp')}>
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              maxLength={500}
              value={settings.failure.prompt}
              onChange={({ target }) => change({ failure: { ...settings.failure, prompt: target.value } })}
              className="text-md"
            />
          )}
        </Field>
      </div>
    </section>
  );
};
