import type { StackFacts } from '../../support/global-setup.js';
import type { Rest } from '../../support/rest.js';
import { CARRIER, Carrier, went } from '../../support/sip/carrier.js';
import { RtpEnd } from '../../support/sip/rtp-end.js';
import * as sipp from '../../support/sip/scenario.js';
import type { ProtocolCaller } from '../scripted-caller.js';
import { CALL_TIMEOUT_MS, callTo } from './call-to.js';
import { CALLER_RATE_HZ, spoken } from './test-sound.js';

const KEYS = '0123456789*#';
const ANSWER_TIMEOUT_MS = 15_000;

/** A caller by SIP: signalling by sipp, sound and keys (RFC 4733) by plain RTP. */
export const sipCaller = (facts: StackFacts, rest: Rest): ProtocolCaller => {
  const carrier = new Carrier(facts, rest);
  return {
    protocol: 'sip',
    can: new Set(['say', 'press']),
    open: () => carrier.open(),
    async call(line) {
      const end = await RtpEnd.open(CARRIER, new Int16Array(CALLER_RATE_HZ));
      const [type, text] = sipp.sound();
      const body = [type, text.replace('[media_port]', String(end.port))] as const;
      const isHungUpOn = sipp.isHungUpOn().replace(/timeout="\d+"/, `timeout="${CALL_TIMEOUT_MS}"`);
      const scenario = sipp.scenarioOf(line, sipp.call({ body }), isHungUpOn);
      const running = await carrier.startCall(line, scenario, { timeoutS: CALL_TIMEOUT_MS / 1000 });
      const ended = running.done.then((result) => went(result));
      ended.catch(() => undefined); // Whoever waits for it is told.
      end.speakTo([await firstHeardFrom(end, ended)]);
      return {
        callId: () => callTo(rest, line),
        say: async (phrase) => end.say(await spoken(phrase)),
        press: (key) => end.pressOnce(KEYS.indexOf(key)),
        ended,
        close: async () => end.close(),
      };
    },
    close: async () => void (await carrier.close()),
  };
};

// Where to send is in an answer that only sipp sees: sound comes from there, too.
const firstHeardFrom = async (end: RtpEnd, ended: Promise<unknown>): Promise<number> => {
  let isOver = false;
  void ended
    .finally(() => {
      isOver = true;
    })
    .catch(() => undefined);
  for (let waitedMs = 0; waitedMs < ANSWER_TIMEOUT_MS && !isOver; waitedMs += 20) {
    if (end.heardFrom !== null) return end.heardFrom;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // Who was refused is told why, by sipp.
  if (isOver) await ended;
  throw new Error('No sound came.');
};
