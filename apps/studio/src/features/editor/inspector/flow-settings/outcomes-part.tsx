'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field, TextArea } from '../../../../shared/ui/field';
import { SettingsPart, type SettingsPartProps } from './settings-part';

const MOST = 50;
const MOST_LETTERS = 64;

/** By what a flow that runs this one may go on, besides that it is done. */
export const OutcomesPart = ({ settings: { outcomes }, onChange }: SettingsPartProps) => {
  const t = useTranslations('editor.flowSettings');
  // Kept as typed, so that a new line is not taken away.
  const [typed, setTyped] = useState<string>();
  return (
    <SettingsPart title={t('outcomes')}>
      <Field label={t('outcomes')} isLabelHidden help={t('outcomesHelp')}>
        {(control) => (
          <TextArea
            {...control}
            rows={Math.max(2, outcomes.length + 1)}
            value={typed ?? outcomes.join('\n')}
            onChange={({ target }) => {
              setTyped(target.value);
              const lines = target.value.split('\n').map((line) => line.trim().slice(0, MOST_LETTERS));
              onChange({ outcomes: [...new Set(lines.filter((line) => line !== ''))].slice(0, MOST) });
            }}
            onBlur={() => setTyped(undefined)}
          />
        )}
      </Field>
    </SettingsPart>
  );
};
