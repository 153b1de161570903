import { callId } from '@callwright/protocol';
import type { StackFacts } from '../../support/global-setup.js';
import type { Rest } from '../../support/rest.js';
import { WireCaller } from '../../support/wire-caller.js';
import { opus } from '../../support/wire-codec.js';
import type { ProtocolCaller } from '../scripted-caller.js';
import { overAt } from './call-to.js';
import { spoken } from './test-sound.js';

/** A caller of seed 4: an offer by HTTP, and sound by WebRTC. */
export const offerCaller = ({ urls, login }: StackFacts, rest: Rest): ProtocolCaller => ({
  protocol: 'offer',
  can: new Set(['say', 'press']),
  async call(line) {
    const caller = await WireCaller.callBy(
      async (sdp) => {
        const body = JSON.stringify({ sdp, type: 'offer', apiKey: login.apiKey, agentId: line });
        const response = await fetch(`${urls.media}/webrtc/v1/offer`, { method: 'POST', body });
        if (response.status !== 200)
          throw new Error(`The offer was refused: ${response.status} ${await response.text()}`);
        const answer = (await response.json()) as { sdp: string; call_id: string };
        return { sdp: answer.sdp, callId: answer.call_id };
      },
      await opus(),
    );
    const id = callId.parse(caller.callId);
    return {
      callId: async () => id,
      say: async (phrase) => void (await caller.say(await spoken(phrase))),
      press: (key) => caller.press(key),
      ended: overAt(rest, id),
      close: () => caller.close(),
    };
  },
});
