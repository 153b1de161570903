'use client';

import type { NodeDefaults } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { Field } from '../../../../shared/ui/field';
import { Switch } from '../../../../shared/ui/switch';
import { NumberInput } from '../widgets/number-input';
import { TemplateArea } from '../widgets/template-area';
import { SettingsPart, type SettingsPartProps } from './settings-part';

/** Limits of `nodeDefaults`, in its units. */
const COUNTS = [
  { name: 'noInputRetries', limits: [0, 10] },
  { name: 'noMatchRetries', limits: [0, 10] },
] as const;
const TIMES = [
  { name: 'timeoutMs', limits: [500, 120_000] },
  { name: 'interDigitMs', limits: [200, 30_000] },
] as const;
const PROMPTS = ['noInputPrompt', 'noMatchPrompt'] as const;
const MOST_WORDS = 2000;

/** What every question does where it says nothing itself. */
export const DefaultsPart = ({ settings: { defaults }, onChange }: SettingsPartProps) => {
  const t = useTranslations('editor.flowSettings.defaults');
  const units = useTranslations('editor.units');
  const change = (part: Partial<NodeDefaults>) => onChange({ defaults: { ...defaults, ...part } });
  return (
    <SettingsPart title={t('title')} lead={t('lead')}>
      {[...COUNTS, ...TIMES].map(({ name, limits: [minimum, maximum] }) => {
        const isTime = name.endsWith('Ms');
        return (
          <Field key={name} label={t(name)}>
            {(control) => (
              <span className="flex items-center gap-2">
                <NumberInput
                  {...control}
                  value={defaults[name]}
                  perUnit={isTime ? 1000 : 1}
                  minimum={minimum}
                  maximum={maximum}
                  onChange={(next) => next !== null && change({ [name]: next })}
                  className="w-24"
                />
                <span className="text-ink-2">
                  {isTime ? units('seconds') : units('times', { count: defaults[name] })}
                </span>
              </span>
            )}
          </Field>
        );
      })}
      <Switch
        label={t('mayInterrupt')}
        isOn={defaults.mayInterrupt}
        onChange={(mayInterrupt) => change({ mayInterrupt })}
      />
      {defaults.mayInterrupt && (
        <Switch
          label={t('interruptsOnWords')}
          isOn={defaults.interruptsOnWords}
          onChange={(interruptsOnWords) => change({ interruptsOnWords })}
        />
      )}
      {PROMPTS.map((name) => (
        <Field key={name} label={t(name)} help={t('promptHelp')}>
          {(control) => (
            <TemplateArea
              {...control}
              text={defaults[name]}
              maxLength={MOST_WORDS}
              isSaid
              onChange={(text) => change({ [name]: text })}
            />
          )}
        </Field>
      ))}
    </SettingsPart>
  );
};
