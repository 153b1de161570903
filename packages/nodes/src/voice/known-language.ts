import type { Condition } from '@callwright/flow-engine';
import type { FlowSettings } from '@callwright/protocol';

type Languages = Pick<FlowSettings, 'language' | 'languages'>;

/** The flow's own way to write a language, if it speaks it: `de` finds `de-DE`, and `de-AT` does too. */
export const languageOf = (wanted: string, settings: Languages): string | undefined => {
  const all = languagesOf(settings);
  const name = wanted.toLowerCase();
  return all.find((one) => one.toLowerCase() === name) ?? all.find((one) => baseOf(one) === baseOf(name));
};

/** When a variable holds a language the flow speaks, or nothing, which changes none. */
export const speaksVariable = (variable: string, settings: Languages): Condition => {
  const bases = [...new Set(languagesOf(settings).map(baseOf))];
  return {
    match: 'any',
    comparisons: [
      { variable, operator: 'isNotSet', value: '' },
      { variable, operator: 'isEmpty', value: '' },
      { variable, operator: 'isOneOf', value: bases.join(',') },
      ...bases.map((base) => ({ variable, operator: 'startsWith' as const, value: `${base}-` })),
    ],
  };
};

/** When a language that is the same in every call can be spoken: always or never. */
export const isSpoken = (language: string, settings: Languages): boolean =>
  language === '' || languageOf(language, settings) !== undefined;

const languagesOf = ({ language, languages }: Languages) => [language, ...languages];
const baseOf = (language: string) => language.toLowerCase().split('-')[0] ?? language;
