import type { CallId } from '@callwright/protocol';
import type { CallLeg } from './call-leg.js';

/** The leg of a call that another call of ours made: its far side is that call's own sound, whose end ends it. */
export const createLocalLeg = (callId: CallId, from: Pick<CallLeg, 'from' | 'identity'>, to: string): CallLeg => ({
  callId,
  protocol: 'bridge',
  direction: 'inbound',
  from: from.from,
  identity: from.identity,
  to,
  signal: new AbortController().signal,
  capabilities: ['keysIn'],
  handles: new Set(),
  headers: {},
  openSound: () => Promise.resolve({ sdp: '' }),
  option: {},
  perform: () => Promise.resolve(),
  send: () => undefined,
  close: () => Promise.resolve(),
});
