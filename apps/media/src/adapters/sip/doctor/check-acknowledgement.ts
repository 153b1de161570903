import type { TrunkFinding } from '@callwright/protocol';
import type { AnswersSeen } from './answered-calls.js';

type Told = Omit<TrunkFinding, 'check'>;

/** Whether calls of the last day were lost after 32 seconds, as they are when an ACK does not arrive. */
export const tellAcknowledgement = (seen: AnswersSeen): TrunkFinding => ({ check: 'acknowledgement', ...tell(seen) });

const tell = ({ good, noAck, cutOff }: AnswersSeen): Told => {
  const all = good + noAck + cutOff;
  if (all === 0)
    return { status: 'skipped', text: 'No call with this trunk was answered since the start, or within the last day.' };
  if (noAck > 0)
    return {
      status: 'failed',
      text: `${noAck} of the last ${all} answered calls got no ACK: our 200 OK was repeated, and such calls end after 32 seconds.`,
      advice:
        'The ACK goes to the address in our Contact. Set CALLWRIGHT_PUBLIC_ADDRESS when a router is in between, open the port of SIP inwards, and switch a "SIP ALG" of the router off.',
    };
  if (cutOff > 0)
    return {
      status: cutOff > 1 ? 'failed' : 'warning',
      text: `${cutOff} of the last ${all} answered calls were ended by the other side about 32 seconds after the answer.`,
      advice:
        'If it was not a person who hung up: our ACK does not arrive there. See whether the Contact and Record-Route in its 200 OK (in the signalling of such a call) can be reached from here.',
    };
  return {
    status: 'ok',
    text: `${all === 1 ? 'The last answered call was' : `The last ${all} answered calls were`} acknowledged, and none was cut off after 32 seconds.`,
  };
};
