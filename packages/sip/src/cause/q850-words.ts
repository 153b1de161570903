import type { CallOutcome, CauseWords } from './call-outcome.js';

type Words = readonly [name: string, outcome: CallOutcome | undefined, summary: string, advice: string];

const checkNumber = 'check the number and the format the trunk writes numbers in';
const noRoom = 'the network has no free line; try again, or send the call over another trunk';
const notAllowed = 'ask the carrier what the account may do and which caller ids it may send';
const noSound = 'compare codecs and bearer with the carrier';
const fault = 'a fault between networks; try another trunk, and tell the carrier if it lasts';

const unknown = 'This number does not exist.';
const crowded = 'The telephone network has no room for the call right now.';
const refused = 'The network does not allow this call.';
const broken = 'The telephone networks misunderstood each other.';

// ITU-T Q.850 §2.2.
const words: Readonly<Record<number, Words>> = {
  1: ['Unallocated number', 'failed', unknown, checkNumber],
  2: ['No route to transit network', 'failed', 'There is no way to this number.', fault],
  3: ['No route to destination', 'failed', 'There is no way to this number.', `${checkNumber}; else another trunk`],
  5: [
    'Misdialled trunk prefix',
    'failed',
    'The number begins wrongly.',
    'check the prefix the trunk puts before numbers',
  ],
  16: ['Normal call clearing', undefined, 'Somebody hung up.', 'nothing is wrong'],
  17: ['User busy', 'busy', 'The line is busy.', 'try again later'],
  18: [
    'No user responding',
    'noAnswer',
    'Nobody could be reached.',
    'the phone did not even ring: switched off or no network',
  ],
  19: ['No answer from user', 'noAnswer', 'Nobody answered.', 'it rang, and nobody was there'],
  20: [
    'Subscriber absent',
    'noAnswer',
    'The phone is switched off.',
    'a mobile without network, or a phone not registered',
  ],
  21: ['Call rejected', 'rejected', 'The call was declined.', 'somebody, or a rule of theirs, refused this call'],
  22: ['Number changed', 'failed', 'The number has changed.', 'find out the new number'],
  23: ['Redirection to new destination', 'failed', 'The number has moved.', 'find out the new number'],
  25: ['Exchange routing error', 'failed', 'The call went round in circles.', fault],
  26: ['Non-selected user clearing', 'failed', 'Somebody else took the call.', 'nothing is wrong'],
  27: ['Destination out of order', 'failed', 'The line is out of order.', 'try again later'],
  28: ['Invalid number format', 'failed', 'The number is not complete.', checkNumber],
  29: ['Facility rejected', 'failed', refused, notAllowed],
  30: ['Response to status enquiry', undefined, 'The network was asked how the call is.', 'nothing is wrong'],
  31: ['Normal, unspecified', undefined, 'The call ended.', 'the network says no more than that; the SIP answer may'],
  34: ['No circuit available', 'failed', crowded, noRoom],
  38: ['Network out of order', 'failed', 'The telephone network is out of order.', fault],
  41: ['Temporary failure', 'failed', 'Something went wrong for a moment.', 'try again; tell the carrier if it lasts'],
  42: ['Switching equipment congestion', 'failed', crowded, noRoom],
  43: ['Access information discarded', 'failed', broken, fault],
  44: ['Requested circuit not available', 'failed', crowded, noRoom],
  46: ['Precedence call blocked', 'failed', crowded, noRoom],
  47: ['Resource unavailable', 'failed', crowded, noRoom],
  50: ['Requested facility not subscribed', 'failed', refused, notAllowed],
  55: ['Incoming calls barred', 'failed', 'This line takes no calls.', 'its owner, or their network, barred them'],
  57: ['Bearer capability not authorized', 'failed', refused, notAllowed],
  58: ['Bearer capability not available', 'failed', crowded, noSound],
  63: ['Service or option not available', 'failed', refused, notAllowed],
  65: ['Bearer capability not implemented', 'failed', 'The two sides found no way to send sound.', noSound],
  69: ['Requested facility not implemented', 'failed', refused, notAllowed],
  70: ['Only restricted digital information', 'failed', 'The two sides found no way to send sound.', noSound],
  79: ['Service or option not implemented', 'failed', refused, notAllowed],
  81: ['Invalid call reference', 'failed', broken, fault],
  87: [
    'User not a member of closed user group',
    'rejected',
    'This line takes calls of its own group only.',
    notAllowed,
  ],
  88: [
    'Incompatible destination',
    'failed',
    'This line cannot take such a call.',
    'a fax, a modem or data line may be there',
  ],
  91: ['Invalid transit network selection', 'failed', 'There is no way to this number.', fault],
  95: ['Invalid message', 'failed', broken, fault],
  96: ['Mandatory element missing', 'failed', broken, fault],
  97: ['Message type not implemented', 'failed', broken, fault],
  98: ['Message not compatible with call state', 'failed', broken, fault],
  99: ['Parameter not implemented', 'failed', broken, fault],
  100: ['Invalid element contents', 'failed', broken, `${checkNumber} and the caller id`],
  101: ['Message not compatible with call state', 'failed', broken, fault],
  102: ['Recovery on timer expiry', 'failed', 'The telephone network did not answer in time.', fault],
  111: ['Protocol error', 'failed', broken, fault],
  127: [
    'Interworking, unspecified',
    'failed',
    'The call failed in another network.',
    'that network says no more than that',
  ],
};

// ITU-T Q.850 §2.2.8: a cause nobody knows counts as the last of its class.
const lastOfClass = [31, 31, 47, 63, 79, 95, 111, 127];

/** What a Q.850 cause means; undefined for a number that is none (1 to 127). Its outcome is undefined where no call failed. */
export function q850Words(cause: number): CauseWords | undefined {
  if (!Number.isInteger(cause) || cause < 1 || cause > 127) return undefined;
  const found = words[cause] ?? words[lastOfClass[cause >> 4] ?? 127];
  if (!found) return undefined;
  const [name, outcome, summary, advice] = found;
  return { outcome, name, summary, advice };
}
