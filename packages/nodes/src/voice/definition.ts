import { ALWAYS, defineNodeType, isConstant, NEVER, type Outcome, soleVariable } from '@callwright/flow-engine';
import type { FlowSettings } from '@callwright/protocol';
import { z } from 'zod';
import { line } from '../shared/fields.js';
import { isSpoken, speaksVariable } from './known-language.js';

/** What a voice node is set to. */
export const VoiceConfig = z.object({
  language: line(
    'Language',
    '',
    { template: true, help: 'As en-US or de: one the flow speaks. Empty: it stays as it is.' },
    200,
  ),
  speaker: line(
    'Voice',
    '',
    { template: true, help: 'Empty: that of the language, or the voice of now where the language stays.' },
    200,
  ),
});
export type VoiceConfig = z.infer<typeof VoiceConfig>;

/** Changes what is spoken. */
export const definition = defineNodeType<VoiceConfig>({
  type: 'voice',
  version: 1,
  title: 'Changes the language',
  action: 'Change language or voice',
  description: 'Goes on in another language or voice.',
  family: 'data',
  icon: 'languages',
  config: VoiceConfig,
  exits: () => [
    { name: 'done', label: 'Then', kind: 'next' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ language, speaker }) => [language, speaker].filter((part) => part !== '').join(', '),
  check: ({ language, speaker }, settings) => {
    if (language.trim() === '' && speaker.trim() === '')
      return [{ severity: 'error', message: 'Neither a language nor a voice is given.', field: 'language' }];
    if (!settings || !isConstant(language) || isSpoken(language.trim(), settings)) return [];
    return [{ severity: 'error', message: `The flow does not speak ${language.trim()}.`, field: 'language' }];
  },
  outcomes: ({ language }, settings) => outcomesOf(language.trim(), settings),
});

const outcomesOf = (language: string, settings: FlowSettings): readonly Outcome[] => {
  const variable = soleVariable(language);
  if (variable === null && !isConstant(language)) return [{ exit: 'done' }, { exit: 'failed', isChance: true }];
  const fixed = isSpoken(language, settings) ? ALWAYS : NEVER;
  return [
    { exit: 'done', when: variable === null ? fixed : speaksVariable(variable, settings) },
    { exit: 'failed', when: ALWAYS },
  ];
};
