import type { Choices } from '../shared/answers.js';

/** The keys of the question what to do with a message. */
export type ReviewKeys = { readonly keepKey: string; readonly listenKey: string; readonly againKey: string };

/** What a caller may do with a message, by the keys that have been given. */
export const reviewChoices = ({ keepKey, listenKey, againKey }: ReviewKeys): Choices => ({
  answers: [
    { id: 'keep', label: 'Send it', key: keepKey, phrases: [] },
    { id: 'listen', label: 'Listen to it', key: listenKey, phrases: [] },
    { id: 'again', label: 'Record it again', key: againKey, phrases: [] },
  ].filter(({ key }) => key !== ''),
  acceptsKeys: true,
  acceptsSpeech: false,
  repeatKey: '',
  saveAs: '',
});
