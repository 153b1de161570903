import type { EngineEvent } from '@callwright/protocol';
import type { formatDialog } from '../messages.js';

/** What a dialog application is told of an event of the call, beside what it has said itself; null: nothing. */
export const dialogEventOf = (event: EngineEvent): Parameters<typeof formatDialog>[1] | null => {
  switch (event.event) {
    case 'transcriptionDelta':
      return event.text === '' ? null : { type: 'asr.partial', text: event.text };
    case 'transcriptionFinal':
      return event.text === '' ? null : { type: 'asr.final', text: event.text };
    case 'dtmf':
      return { type: 'dtmf', digit: event.digit, end: event.phase === 'end' };
    case 'transferRequest':
      return { type: 'transfer.request', target: event.target };
    case 'error':
      // Words of a provider may hold what was said; its code does not.
      return event.sender === 'asr' ? { type: 'asr.error', message: event.code, fatal: true } : null;
    default:
      return null;
  }
};
