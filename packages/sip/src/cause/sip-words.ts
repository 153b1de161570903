import type { CallOutcome, CauseWords } from './call-outcome.js';
import { reasonPhrase } from './sip-status.js';

type Words = readonly [outcome: CallOutcome, summary: string, advice: string];

const refusedMessage: Words = [
  'failed',
  'The far side did not understand our call.',
  'keep the signalling of this call and show it to the carrier; look at the headers the trunk adds',
];
const passwordWrong: Words = [
  'failed',
  'The carrier did not accept our password.',
  'check user name, password and realm of the trunk, and whether the carrier knows our address',
];
const unknownNumber: Words = [
  'failed',
  'This number does not exist.',
  'check the number and the format the trunk writes numbers in: with or without +, with or without prefix',
];
const unreachable: Words = [
  'noAnswer',
  'Nobody could be reached.',
  'the phone is switched off, not registered or set to do not disturb; a later attempt may succeed',
];
const overloaded: Words = [
  'failed',
  'The carrier has no room for the call right now.',
  'check the limits on calls and calls per second with the carrier; a second gateway or trunk takes over such calls',
];
const notAcceptable: Words = [
  'failed',
  'The two sides found no way to send sound.',
  'compare the codecs of both sides, whether one wants SRTP and the other does not, and the address in our SDP',
];
const loop: Words = [
  'failed',
  'The call went round in circles.',
  'a forwarding or a dial plan sends the number back to where it came from; follow Via or Record-Route in the signalling',
];
const identity: Words = [
  'failed',
  'The carrier wants to know for certain who calls.',
  'check the caller id, and whether the carrier wants a signed identity (STIR) or P-Asserted-Identity',
];
const internal: Words = [
  'failed',
  'Something broke at the far side.',
  'try another gateway; tell the carrier the Call-ID and the time when it lasts',
];
const elsewhere: Words = [
  'failed',
  'The number has moved, and we may not follow.',
  'see where Contact points to, and allow that as a target of redirections if it is right',
];
const declined: Words = ['rejected', 'The call was declined.', 'somebody, or a rule of theirs, refused this call'];
const tooSlow: Words = [
  'noAnswer',
  'Nobody answered in time.',
  'after ringing: nobody was there; without any ringing: the gateway does not answer, check address, port, transport and firewall',
];
const gone: Words = [
  'failed',
  'The far side no longer knows this call.',
  'a restart, a lost BYE, or a proxy that answers for another; look for two devices with the same address',
];

const words: Readonly<Record<number, Words>> = {
  300: elsewhere,
  301: elsewhere,
  302: elsewhere,
  305: elsewhere,
  380: elsewhere,
  400: refusedMessage,
  401: passwordWrong,
  402: ['failed', 'The carrier wants to be paid first.', 'check the credit of the account'],
  403: [
    'failed',
    'The carrier refused the call.',
    'check the caller id you send, whether the account may call this destination, and its credit',
  ],
  404: unknownNumber,
  405: refusedMessage,
  406: notAcceptable,
  407: passwordWrong,
  408: tooSlow,
  410: ['failed', 'This number is no longer in use.', 'take the number off the list'],
  412: refusedMessage,
  413: refusedMessage,
  414: refusedMessage,
  415: notAcceptable,
  416: refusedMessage,
  417: refusedMessage,
  420: ['failed', 'The far side lacks something we asked for.', 'see Unsupported in the answer'],
  421: ['failed', 'The far side wants something we do not offer.', 'see Require in the answer'],
  422: refusedMessage,
  423: ['failed', 'The carrier wants us to register less often.', 'raise the expiry to Min-Expires'],
  424: refusedMessage,
  425: refusedMessage,
  428: identity,
  429: identity,
  430: ['noAnswer', 'The phone lost its connection.', 'it will be reachable when it has registered again'],
  433: ['rejected', 'Calls without a number are not taken there.', 'send a caller id, or do not hide it'],
  436: identity,
  437: identity,
  438: identity,
  439: refusedMessage,
  440: loop,
  469: refusedMessage,
  470: declined,
  480: unreachable,
  481: gone,
  482: loop,
  483: loop,
  484: [
    'failed',
    'The number is not complete.',
    'check the number, its area code and the prefix the trunk puts before it',
  ],
  485: ['failed', 'The number has more than one meaning there.', 'see Contact in the answer for what may be meant'],
  486: ['busy', 'The line is busy.', 'try again later'],
  487: ['noAnswer', 'The call was given up before anybody answered.', 'our side stopped ringing: see the ring timeout'],
  488: notAcceptable,
  489: refusedMessage,
  491: ['failed', 'Both sides wanted to change the call at once.', 'normal when it happens once; it is tried again'],
  493: refusedMessage,
  494: refusedMessage,
  500: internal,
  501: refusedMessage,
  502: internal,
  503: overloaded,
  504: [
    'failed',
    'The carrier could not reach the next network in time.',
    'try another gateway; tell the carrier if it lasts',
  ],
  505: refusedMessage,
  513: ['failed', 'Our call was too large for the far side.', 'offer fewer codecs, or use TCP'],
  555: unreachable,
  580: notAcceptable,
  600: ['busy', 'The line is busy everywhere.', 'try again later'],
  603: declined,
  604: unknownNumber,
  606: notAcceptable,
  607: [
    'rejected',
    'The call was marked as unwanted.',
    'the number you call from may be known for spam; stop calling this one',
  ],
  608: [
    'rejected',
    'A filter refused the call.',
    'the number you call from may be on a list; see Call-Info for whom to ask',
  ],
};

/** What a status means; for one that nobody registered, what its class means (RFC 3261 §8.1.3.2). None for 1xx and 2xx. */
export function sipWords(status: number): CauseWords | undefined {
  const found = words[status] ?? words[Math.floor(status / 100) * 100];
  if (!found) return undefined;
  const [outcome, summary, advice] = found;
  return { outcome, name: reasonPhrase(status), summary, advice };
}
