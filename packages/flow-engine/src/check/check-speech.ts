import { type FlowProblem, type FlowSettings, knowsLanguage, type SpeechCatalogue } from '@callwright/protocol';
import type { CheckedStep } from './check-step.js';
import { spokenBy } from './words-of.js';

/**
 * Languages of a flow that nobody here speaks or understands. Without a voice the flow cannot say a word: an error in the
 * language it begins with. Without a recogniser its callers are left with the keys.
 */
export const checkSpeech = (
  steps: readonly CheckedStep[],
  settings: FlowSettings,
  catalogue: SpeechCatalogue,
): readonly FlowProblem[] => [
  ...unspoken(steps, settings, catalogue),
  ...steps.flatMap((step) => misunderstood(step, settings, catalogue)),
];

const languagesOf = ({ language, languages }: FlowSettings): readonly string[] => [
  ...new Set([language, ...languages]),
];

const unspoken = (
  steps: readonly CheckedStep[],
  settings: FlowSettings,
  { voices }: SpeechCatalogue,
): readonly FlowProblem[] => {
  const first = steps.find(
    ({ definition, exits, config }) => definition && exits !== null && spokenBy(definition, config).length > 0,
  );
  if (!first) return [];
  return languagesOf(settings)
    .filter((language) => !voices.some(({ languages }) => knowsLanguage(languages, language)))
    .map((language) => ({
      severity: language === settings.language ? 'error' : 'warning',
      code: 'noVoice',
      message: `No voice here speaks ${language}: name one in the speech settings, or play recordings.`,
      nodeId: first.node.id,
    }));
};

const misunderstood = (
  { node, definition, exits, config }: CheckedStep,
  settings: FlowSettings,
  { recognisers }: SpeechCatalogue,
): readonly FlowProblem[] => {
  const needs = (definition && exits !== null && definition.needs?.(config)) || [];
  if (!needs.includes('speech')) return [];
  const isFree = needs.includes('freeSpeech');
  const able = recognisers.filter(({ grammar, freeSpeech }) => (isFree ? freeSpeech : grammar || freeSpeech));
  const hasKeys = needs.includes('keysIn');
  return languagesOf(settings)
    .filter((language) => !able.some(({ languages }) => knowsLanguage(languages, language)))
    .map((language) => ({
      severity: 'warning',
      code: 'cannotListen',
      message: `Nothing here understands ${isFree ? 'free speech in ' : ''}${language}: ${hasKeys ? 'callers can only press keys.' : 'this step fails, or offers keys instead.'}`,
      nodeId: node.id,
    }));
};
