import { randomUUID } from 'node:crypto';
import { callId } from '@callwright/protocol';
import { VoiceGatewayStandIn } from '../../support/dialog/voice-gateway.js';
import type { StackFacts } from '../../support/global-setup.js';
import type { Rest } from '../../support/rest.js';
import type { ProtocolCaller } from '../scripted-caller.js';
import { keptTo, overAt } from './call-to.js';

/** A voice gateway of seed 4: it listens and speaks by itself, so words travel as text, and keys as `dtmf`. */
export const dialogCaller = ({ urls, login }: StackFacts, rest: Rest): ProtocolCaller => ({
  protocol: 'dialog',
  can: new Set(['say', 'press']),
  asksItself: true,
  async call(line) {
    const url = `${urls.media.replace('http', 'ws')}/ws/dialog?agentId=${line}&apiKey=${login.apiKey}`;
    const gateway = await VoiceGatewayStandIn.dial(url, `gateway-${randomUUID()}`);
    const id = callId.parse(gateway.callId);
    const told = () => gateway.frames.filter(({ type }) => type === 'tts.speak');
    const hasBeenAsked = () =>
      gateway.until(() => told().length > 0 && gateway.said.length === told().length, 'a question');
    const isOver = async () => {
      await overAt(rest, id);
      await gateway.until(() => gateway.closeCode !== null, 'the end');
      keptTo('spec 4', gateway.faults);
    };
    const ended = isOver();
    ended.catch(() => undefined); // Whoever waits for it is told.
    return {
      callId: async () => id,
      async say(phrase) {
        await hasBeenAsked();
        gateway.hears(phrase);
      },
      async press(key) {
        await hasBeenAsked();
        gateway.press(key);
      },
      ended,
      close: async () => {
        if (gateway.closeCode === null) gateway.hangUp('caller-hangup');
      },
    };
  },
});
