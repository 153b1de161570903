'use client';

import type { FailureHandling } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Field, SelectInput, TextInput } from '../../../../shared/ui/field';
import { useEditor } from '../../editor-context';
import { documentOf } from '../../editor-store';
import { LineNames } from '../widgets/line-names';
import { TemplateArea } from '../widgets/template-area';
import { failureWay, withFailureWay } from './failure-way';
import { SettingsPart, type SettingsPartProps } from './settings-part';

const WAYS = ['end', 'target', 'node'] as const;

/** What becomes of a call when a step fails and nothing is joined to that. */
export const FailurePart = ({ settings: { failure }, onChange }: SettingsPartProps) => {
  const t = useTranslations('editor.flowSettings');
  const definitions = useEditor((state) => state.definitions);
  const nodes = useEditor((state) => documentOf(state).flow.nodes).filter(({ type }) => !definitions.get(type)?.isNote);
  const lines = useId();
  const way = failureWay(failure);
  const put = (next: FailureHandling) => onChange({ failure: next });
  const choose = (next: string) => {
    const chosen = WAYS.find((one) => one === next) ?? 'end';
    put(withFailureWay(failure, chosen, nodes[0]?.id));
  };
  return (
    <SettingsPart title={t('failurePrompt')} lead={t('failurePromptHelp')}>
      <Field label={t('failureWords')}>
        {(control) => (
          <TemplateArea
            {...control}
            text={failure.prompt}
            maxLength={500}
            rows={2}
            isSaid
            onChange={(prompt) => put({ ...failure, prompt })}
          />
        )}
      </Field>
      <Field label={t('failureThen')}>
        {(control) => (
          <SelectInput {...control} value={way} onChange={({ target }) => choose(target.value)}>
            {WAYS.map((one) => (
              <option key={one} value={one} disabled={one === 'node' && nodes.length === 0}>
                {t(`failureWays.${one}`)}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {way === 'target' && (
        <Field label={t('failureTarget')} problem={failure.target?.trim() ? undefined : t('failureNoTarget')}>
          {(control) => (
            <>
              <LineNames id={lines} />
              <TextInput
                {...control}
                list={lines}
                value={failure.target ?? ''}
                maxLength={256}
                spellCheck={false}
                onChange={({ target }) => put({ prompt: failure.prompt, target: target.value })}
              />
            </>
          )}
        </Field>
      )}
      {way === 'node' && (
        <Field label={t('failureStep')} help={t('failureStepHelp')}>
          {(control) => (
            <SelectInput
              {...control}
              value={failure.node ?? ''}
              onChange={({ target }) => {
                const chosen = nodes.find(({ id }) => id === target.value);
                if (chosen) put({ prompt: failure.prompt, node: chosen.id });
              }}
            >
              {!nodes.some(({ id }) => id === failure.node) && <option value={failure.node}>{t('failureGone')}</option>}
              {nodes.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
      )}
    </SettingsPart>
  );
};
