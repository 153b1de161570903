import type { CallSession } from '../call-session.js';

/**
 * Presses the keys of one call at the far end of another: they are told apart from sound where they come in. Those of a
 * secret are not, nor those a question of the first call takes.
 * @returns what ends it
 */
export const pressKeys = (from: CallSession, to: CallSession): (() => void) =>
  from.onEvent((event) => {
    if (event.event !== 'dtmf' || event.phase !== 'start' || event.masked === true || from.keys.isCaptured) return;
    to.dispatch({ command: 'dtmf', digits: event.digit });
  });
