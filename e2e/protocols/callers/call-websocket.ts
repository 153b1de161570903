import { callId } from '@callwright/protocol';
import { callLine } from '../../support/calling.js';
import type { Rest } from '../../support/rest.js';
import type { ProtocolCaller } from '../scripted-caller.js';
import { CALL_TIMEOUT_MS } from './call-to.js';
import { spoken } from './test-sound.js';

/** A caller of seed 0: a call WebSocket, and sound by WebRTC. */
export const callWebSocketCaller = (rest: Rest): ProtocolCaller => ({
  protocol: 'call-websocket',
  can: new Set(['say', 'press']),
  async call(line) {
    const caller = await callLine(rest, line);
    const ended = caller.closed(CALL_TIMEOUT_MS);
    ended.catch(() => undefined); // Whoever waits for it is told.
    return {
      callId: async () => callId.parse(caller.callId),
      say: async (phrase) => void (await caller.say(await spoken(phrase))),
      press: (key) => caller.press(key),
      ended,
      close: () => caller.close(),
    };
  },
});
