import { StreamingPlatform } from '../../freeclimb/peers.js';
import type { StackFacts } from '../../support/global-setup.js';
import type { Rest } from '../../support/rest.js';
import type { ProtocolCaller } from '../scripted-caller.js';
import { callTo, overAt } from './call-to.js';
import { spoken } from './test-sound.js';

/** A FreeClimb platform of seed 3, by grpc-js: sound in pieces of 20 ms, keys as messages. */
export const freeclimbCaller = ({ urls, login }: StackFacts, rest: Rest): ProtocolCaller => ({
  protocol: 'freeclimb',
  can: new Set(['say', 'press']),
  async call(line) {
    const platform = await StreamingPlatform.call(`${urls.media}/freeclimb/${line}?token=${login.apiKey}`);
    const isOver = async () => {
      await overAt(rest, await callTo(rest, line));
      await platform.heard.until(() => platform.heard.told.includes('status 0'), 'the end of the stream');
    };
    const ended = isOver();
    ended.catch(() => undefined); // Whoever waits for it is told.
    return {
      callId: () => callTo(rest, line),
      say: async (phrase) => platform.say(await spoken(phrase)),
      press: (key) => platform.press(key),
      ended,
      close: async () => platform.close(),
    };
  },
});
