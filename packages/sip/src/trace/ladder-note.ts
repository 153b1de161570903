import { hasHeader, headerOf } from '../message/headers.js';
import type { SipMessage } from '../message/sip-message.js';
import { soundSections, transportOf } from '../offer-answer/offered-transport.js';
import { codecOf, formatsOf, isKeys } from '../offer-answer/payload-format.js';
import { connectionOf, directionOf } from '../offer-answer/sdp-lines.js';
import type { SdpSession } from '../offer-answer/sdp-session.js';
import { soundCodecs } from '../offer-answer/sound-codec.js';
import { descriptionOf } from './read-signal.js';

/** What matters in a message, in a few words; null when its title says all. */
export function noteOn(message: SipMessage): string | null {
  const description = descriptionOf(message);
  const notes = [
    ...(message.kind === 'request' ? requestNotes(message) : responseNotes(message)),
    ...(description === null ? [] : soundNotes(description)),
  ];
  return notes.length === 0 ? null : notes.join(', ').slice(0, MAX_CHARS);
}

const MAX_CHARS = 160;

function requestNotes(message: SipMessage): readonly string[] {
  return [
    ...(hasHeader(message, 'Authorization') || hasHeader(message, 'Proxy-Authorization') ? ['with a password'] : []),
    ...(hasHeader(message, 'Refer-To') ? [hasReplaces(message) ? 'to a call that is there' : 'to somebody else'] : []),
    ...(hasHeader(message, 'Replaces') ? ['takes the place of a call'] : []),
    ...reasonNotes(message),
  ];
}

function responseNotes(message: SipMessage): readonly string[] {
  const asks = hasHeader(message, 'WWW-Authenticate') || hasHeader(message, 'Proxy-Authenticate');
  const warning = headerOf(message, 'Warning');
  return [
    ...(asks ? ['asks for a password'] : []),
    ...(warning === undefined ? [] : [warning]),
    ...reasonNotes(message),
  ];
}

const hasReplaces = (message: SipMessage): boolean => /\breplaces=/i.test(headerOf(message, 'Refer-To') ?? '');

/** RFC 3326. */
const reasonNotes = (message: SipMessage): readonly string[] => {
  const reason = headerOf(message, 'Reason');
  return reason === undefined ? [] : [reason];
};

function soundNotes(session: SdpSession): readonly string[] {
  const [media] = soundSections(session);
  if (media === undefined) return ['without sound'];
  const formats = formatsOf(media);
  const codecs = formats.map(codecOf).flatMap((codec) => (codec === null ? [] : [soundCodecs[codec].name]));
  const direction = directionOf(session, media);
  const transport = transportOf(session, media);
  const address = connectionOf(session, media)?.address;
  return [
    ...new Set(codecs),
    ...(formats.some(isKeys) ? ['keys'] : []),
    ...(transport === 'rtp' ? [] : ['encrypted']),
    ...(direction === 'sendrecv' ? [] : [direction]),
    address === undefined ? 'at nowhere' : `at ${address.includes(':') ? `[${address}]` : address}:${media.port}`,
  ];
}
