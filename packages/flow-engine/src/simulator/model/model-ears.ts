import type { CommandOf } from '@callwright/protocol';
import { understand } from './hear.js';
import { bargeIn } from './model-caller.js';
import type { ModelTurn } from './model-turn.js';

/** The caller has been silent long enough: the turn is over, and the recogniser makes something of it. */
export const endTurn = (turn: ModelTurn): void => {
  const { utterance } = turn.model;
  if (!utterance) return;
  turn.set({ utterance: utterance.isHeard ? { ...utterance, isEnded: true } : null });
  if (utterance.isHeard) turn.startTimer('recognition', turn.world.recognitionMs);
  const { startedAtMs, durationMs } = utterance;
  const startTime = turn.sinceStart(startedAtMs + durationMs);
  turn.report({ event: 'silence', trackId: turn.callerTrack, startTime, duration: durationMs });
};

/** The recogniser has made up its mind. */
export const recognise = (turn: ModelTurn): void => {
  const { utterance, utteranceCount: index, ears } = turn.model;
  if (!utterance) return;
  turn.set({ utterance: null, utteranceCount: index + 1 });
  const heard = understand(utterance.text, ears.choices, { ...ears, nowMs: turn.nowMs });
  const report = () => turn.report({ event: 'transcriptionFinal', trackId: turn.callerTrack, index, ...heard });
  if (heard.text === '') report();
  else bargeIn(turn, 'words', report);
};

/**
 * Makes the recogniser listen, or not. What has been said and not answered is dropped; what is being said counts for
 * whoever listens now.
 */
export const controlEars = (turn: ModelTurn, { action, option = {} }: CommandOf<'asr'>): void => {
  const { ears, utterance } = turn.model;
  if (action === 'start') {
    const { choices = [], grammar = null, language = '' } = option;
    turn.set({ ears: { isOn: true, choices, grammar, language } });
  } else turn.set({ ears: { ...ears, isOn: action === 'resume' } });
  if (!utterance || action === 'resume') return;
  turn.set({ utterance: utterance.isEnded ? null : { ...utterance, isHeard: action === 'start' } });
  if (utterance.isEnded) turn.stopTimer('recognition');
};
