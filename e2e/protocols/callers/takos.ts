import { callId } from '@callwright/protocol';
import { launchBrowser, type TestBrowser } from '../../support/browser.js';
import type { StackFacts } from '../../support/global-setup.js';
import type { Rest } from '../../support/rest.js';
import { askTakos, bundleTakosPage, TakosPeer } from '../../takos/bot-peer.js';
import type { ProtocolCaller } from '../scripted-caller.js';
import { overAt, pause } from './call-to.js';
import { CALLER_RATE_HZ, spoken } from './test-sound.js';

const USER = 'ann@localhost';

/** A user of seed 1 in Chromium, by mediasoup-client, alone in a room that a flow is invited into. takos has no keys. */
export const takosCaller = (facts: StackFacts, rest: Rest): ProtocolCaller => {
  let browser: TestBrowser | null = null;
  let program = '';
  return {
    protocol: 'takos',
    can: new Set(['say']),
    isBrowser: true,
    async open() {
      [browser, program] = await Promise.all([
        launchBrowser(new Int16Array(CALLER_RATE_HZ), CALLER_RATE_HZ),
        bundleTakosPage(),
      ]);
    },
    async call(line) {
      if (!browser) throw new Error('There is no browser.');
      const peer = await TakosPeer.open(browser, program);
      const roomId = `room-of-${line}`;
      await askTakos(facts, 'PUT', 'groups', { roomId, members: [USER] });
      const begun = await askTakos(facts, 'POST', 'group/request', { roomId, userId: USER });
      const bot = `${line}@localhost`;
      await peer.join(facts, begun.body.token, bot);
      const invited = await askTakos(facts, 'POST', 'group/bot', { roomId, line: bot });
      const id = callId.parse(invited.body.callId);
      const ended = overAt(rest, id);
      ended.catch(() => undefined); // Whoever waits for it is told.
      return {
        callId: async () => id,
        async say(phrase) {
          const sound = await spoken(phrase);
          await peer.say(sound, CALLER_RATE_HZ);
          await pause((sound.length * 1000) / CALLER_RATE_HZ);
        },
        press: () => Promise.reject(new Error('takos has no keys.')),
        ended,
        close: () => peer.close(),
      };
    },
    close: async () => browser?.close(),
  };
};
