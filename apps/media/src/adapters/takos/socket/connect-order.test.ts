import { expect, it } from 'vitest';
import { sideOfConnect } from './connect-order.js';

const fresh = { isSendConnected: false, isRecvConnected: false, hasConsumed: false, isConsumedNewest: false };

it.each([
  ['send', 'at the beginning', {}],
  ['recv', 'when it has been given something first of all', { hasConsumed: true, isConsumedNewest: true }],
  ['send', 'when it has asked to produce since', { hasConsumed: true }],
  ['recv', 'when the other is connected', { isSendConnected: true, hasConsumed: true }],
  ['recv', 'when only that is left', { isSendConnected: true }],
  [
    'send',
    'when only that is left, whatever it has been given',
    { isRecvConnected: true, hasConsumed: true, isConsumedNewest: true },
  ],
] as const)('takes a connect for the transport to %s %s', (side, _, known) => {
  expect(sideOfConnect({ ...fresh, ...known })).toBe(side);
});
