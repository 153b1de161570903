import type { SpeechChoice } from '@callwright/protocol';
import { hintsOf } from '../../remote/hints.js';

/** Guide Speech to text: whisper reads the last 224 tokens of a prompt; 60 phrases are about as many. */
const MAX_HINTS = 60;
const MAX_LENGTH = 800;

/** The phrases expected, as a prompt that makes them likelier; undefined when there are none. */
export function promptOf(choices: readonly SpeechChoice[]): string | undefined {
  const hints = hintsOf(choices, MAX_HINTS);
  return hints.length === 0 ? undefined : `${hints.join(', ')}.`.slice(0, MAX_LENGTH);
}
