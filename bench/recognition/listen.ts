import type { TranscriptionEvent, TranscriptionProvider } from '../../apps/media/src/sound/speech/asr/port.js';
import type { Question } from './questions.js';

/** What became of one utterance, and how long after its end. */
export type Heard = { readonly text: string; readonly choice?: string; readonly answerMs: number };

/** A caller of a provider, listened to for one question; one utterance at a time. */
export function listenTo(provider: TranscriptionProvider, rateHz: number, { choices, grammar }: Question) {
  let answer: (event: TranscriptionEvent) => void = () => undefined;
  const client = provider.createClient((event) => {
    if (event.event === 'final' || event.event === 'error') answer(event);
  });
  client.start({ rateHz, language: 'en-US', choices, grammar });
  return {
    hear: async (sound: Int16Array): Promise<Heard> => {
      const answered = new Promise<TranscriptionEvent>((resolve) => {
        answer = resolve;
      });
      for (let at = 0; at < sound.length; at += rateHz / 50) client.write(sound.subarray(at, at + rateHz / 50));
      const startedMs = performance.now();
      client.flush();
      const event = await answered;
      if (event.event === 'error') throw new Error(`${provider.name}: ${event.message}`);
      const { text, choice } = event.event === 'final' ? event : { text: '', choice: undefined };
      return { text, ...(choice === undefined ? {} : { choice }), answerMs: performance.now() - startedMs };
    },
    close: () => client.close(),
  };
}
