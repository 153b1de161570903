import { callId, workspaceId } from '@callwright/protocol';
import type { OutgoingMessage } from '../deliveries/outgoing-message.js';

/** A message of a flow as senders get it. */
export const outgoingMessage = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 'd1',
  round: 1,
  messageId: 'm1',
  workspaceId: workspaceId.parse('w1'),
  to: 'ada@example.com',
  text: 'You have a message.',
  call: {
    id: callId.parse('c1'),
    from: '+1555',
    to: 'demo',
    flowId: null,
    flowName: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    tags: {},
    outcome: null,
  },
  recordings: [],
  missingCount: 0,
  callUrl: 'https://calls.example.com/calls/c1',
  ...more,
});
