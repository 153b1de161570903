import { defineNode } from '@callwright/flow-engine';
import { definition, type VoiceConfig } from './definition.js';
import { languageOf } from './known-language.js';

/** As long as the name of a voice may be. */
const MAX_SPEAKER_LENGTH = 64;

/** Changes language and voice from here on. A voice speaks its own language: with another one it is not kept. */
export const node = defineNode<VoiceConfig, null>({
  definition,
  enter(config, { render, settings, voice }) {
    const wanted = render(config.language).trim();
    const speaker = render(config.speaker).trim().slice(0, MAX_SPEAKER_LENGTH);
    const language = wanted === '' ? voice.language : languageOf(wanted, settings);
    if (language === undefined) return { next: 'exit', exit: 'failed' };
    if (speaker !== '') return { next: 'exit', exit: 'done', voice: { language, speaker } };
    return { next: 'exit', exit: 'done', voice: language === voice.language ? {} : ownVoice(language, settings) };
  },
  on: () => ({ next: 'wait', local: null }),
});

const ownVoice = (
  language: string,
  settings: { readonly language: string; readonly speaker?: string | undefined },
) => ({ language, speaker: language === settings.language ? (settings.speaker ?? null) : null });
