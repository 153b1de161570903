import type { Effect } from '@callwright/protocol';
import { choices, INTER_DIGIT_MS, LANGUAGE, MENU_TIMEOUT_MS } from '../../engine/ivr/words.js';

/** Says something; the playback goes by the name given. */
export const tts = (playId: string, text: string): Effect => ({
  effect: 'command',
  command: { command: 'tts', text, playId, commandId: playId, bargeIn: [], option: { language: LANGUAGE } },
});

/** Asks the menu's question; the answer comes by the name given. */
export const gather = (gatherId: string, text: string): Effect => ({
  effect: 'command',
  command: {
    command: 'gather',
    gatherId,
    commandId: gatherId,
    input: ['dtmf'],
    prompt: { text },
    choices: [...choices],
    timeoutMs: MENU_TIMEOUT_MS,
    interDigitMs: INTER_DIGIT_MS,
    language: LANGUAGE,
    bargeIn: ['keys'],
  },
});

/** Ends the call. */
export const hangUp = (commandId: string): Effect => ({
  effect: 'command',
  command: { command: 'hangup', reason: 'completed', initiator: 'system', commandId },
});
