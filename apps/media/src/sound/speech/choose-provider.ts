import { type AsrOption, knowsLanguage } from '@callwright/protocol';
import type { TranscriptionProvider } from './asr/port.js';
import type { SynthesisClient } from './tts/port.js';

/**
 * The recogniser a call asks for; where that does not know what it is to listen for, the first that does. Undefined when
 * there is none of that name.
 */
export function chooseRecogniser(
  recognisers: ReadonlyMap<string, TranscriptionProvider>,
  wanted: Pick<AsrOption, 'provider' | 'language' | 'grammar'>,
): TranscriptionProvider | undefined {
  const named = recognisers.get(wanted.provider);
  const isAble = ({ capabilities }: TranscriptionProvider): boolean =>
    knowsLanguage(capabilities.languages, wanted.language) && (wanted.grammar !== 'free' || capabilities.freeSpeech);
  if (named === undefined || isAble(named)) return named;
  return [...recognisers.values()].find(isAble) ?? named;
}

/** The voice a call asks for; where that does not speak its language, the first that does. */
export function chooseVoice(
  voices: ReadonlyMap<string, SynthesisClient>,
  wanted: { readonly provider: string; readonly language: string },
): SynthesisClient | undefined {
  const named = voices.get(wanted.provider);
  const isAble = ({ capabilities }: SynthesisClient): boolean => knowsLanguage(capabilities.languages, wanted.language);
  if (named === undefined || isAble(named)) return named;
  return [...voices.values()].find(isAble) ?? named;
}
