import { type GatherOutcome, interpretSpeech } from '@callwright/flow-engine';
import { type Data, isData } from '@callwright/jambonz-server';
import type { CommandOf } from '@callwright/protocol';

/** What the caller said, as jambonz understood it. */
export type Heard = { readonly text: string; readonly confidence?: number; readonly language?: string };

/** The words of a result; null when there are none. Both forms of the documents are read. */
export const heardIn = ({ speech }: Data): Heard | null => {
  if (!isData(speech)) return null;
  const [best] = [speech.alternatives, speech.transcripts].flatMap((list) => (Array.isArray(list) ? list : []));
  if (!isData(best) || typeof best.transcript !== 'string') return null;
  const { confidence } = best;
  return {
    text: best.transcript.trim(),
    ...(typeof confidence === 'number' && confidence >= 0 && confidence <= 1 && { confidence }),
    ...(typeof speech.language_code === 'string' && { language: speech.language_code }),
  };
};

/** The keys of a result, of which none is something else than a key. */
export const digitsIn = ({ digits }: Data): string =>
  typeof digits === 'string' || typeof digits === 'number'
    ? String(digits)
        .replace(/[^0-9A-D*#]/g, '')
        .slice(0, 64)
    : '';

/** What a `gather` of jambonz has come to, as ours tells it. */
export const gatherOutcome = (command: CommandOf<'gather'>, data: Data): GatherOutcome => {
  switch (data.reason) {
    case 'dtmfDetected':
      return ofKeys(command, digitsIn(data));
    case 'speechDetected':
      return ofWords(command, heardIn(data));
    case 'stt-low-confidence':
      return { reason: 'speech', text: '' };
    case 'error':
      return { reason: 'error', error: 'jambonz could not listen.' };
    default: {
      const digits = digitsIn(data);
      return digits === '' ? { reason: 'timeout' } : ofKeys(command, digits);
    }
  }
};

const ofKeys = ({ finishOnKey, minDigits = 1, choices = [] }: CommandOf<'gather'>, pressed: string): GatherOutcome => {
  const digits = finishOnKey && pressed.endsWith(finishOnKey) ? pressed.slice(0, -1) : pressed;
  if (digits === '') return { reason: 'timeout' };
  if (digits.length < minDigits) return { reason: 'timeout', digits };
  const choice = choices.find(({ keys }) => keys === digits)?.id;
  return { reason: 'digits', digits, ...(choice !== undefined && { choice }) };
};

const ofWords = (
  { choices = [], grammar, language = 'en-US' }: CommandOf<'gather'>,
  heard: Heard | null,
): GatherOutcome => {
  if (!heard) return { reason: 'speech', text: '' };
  const spoken = choices.flatMap(({ id, phrases = [] }) => (phrases.length > 0 ? [{ id, phrases }] : []));
  const meaning = interpretSpeech(heard.text, {
    language,
    ...(spoken.length > 0 && { choices: spoken }),
    ...(grammar && { grammar }),
  });
  return { reason: 'speech', ...meaning, ...(heard.confidence !== undefined && { confidence: heard.confidence }) };
};
