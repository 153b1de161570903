import type { SpeechChoice } from '@callwright/protocol';

/** The phrases of choices, each once, the first of every choice before the second of any. */
export function hintsOf(choices: readonly SpeechChoice[], maxCount: number): readonly string[] {
  const longest = Math.max(0, ...choices.map(({ phrases }) => phrases.length));
  const hints = new Set<string>();
  for (let rank = 0; rank < longest; rank++)
    for (const { phrases } of choices) {
      const phrase = phrases[rank]?.trim();
      if (phrase && hints.size < maxCount) hints.add(phrase);
    }
  return [...hints];
}
