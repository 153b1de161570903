'use client';

import type { FlowSettings } from '@callwright/protocol';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '../../../shared/ui/icon-button';
import { useActions, useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import { DefaultsPart } from './flow-settings/defaults-part';
import { FailurePart } from './flow-settings/failure-part';
import { OutcomesPart } from './flow-settings/outcomes-part';
import { SpeechPart } from './flow-settings/speech-part';
import { VariablesPart } from './flow-settings/variables-part';

/** What all steps of a flow share. */
export const FlowSettingsPanel = () => {
  const t = useTranslations('editor.flowSettings');
  const actions = useActions();
  const settings = useEditor((state) => documentOf(state).flow.settings);
  const change = (part: Partial<FlowSettings>) =>
    actions.dispatch(
      { command: 'changeSettings', settings: { ...settings, ...part } },
      `settings ${Object.keys(part)}`,
    );
  const part = { settings, onChange: change };
  return (
    <section aria-label={t('title')} className="flex h-full min-h-0 flex-col">
      <header className="flex items-center gap-2.5 px-4 py-2.5">
        <h2 className="flex-1 text-lg font-title">{t('title')}</h2>
        <IconButton icon={X} label={t('close')} size={28} onClick={() => actions.setPanel('none')} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto pb-4">
        <SpeechPart {...part} />
        <FailurePart {...part} />
        <DefaultsPart {...part} />
        <VariablesPart {...part} />
        <OutcomesPart {...part} />
      </div>
    </section>
  );
};
