import { hasAttribute } from './sdp-lines.js';
import type { SdpMedia, SdpSession } from './sdp-session.js';
import { hasCrypto } from './srtp-crypto.js';

/**
 * How a section's sound would travel. `rtp`: in clear, perhaps with keys beside it; `sdes`: encrypted, with keys in the
 * description (RFC 4568); `dtls`: encrypted, with keys agreed on the way (RFC 5763), as browsers do; `other`: not by RTP.
 */
export type SoundTransport = 'rtp' | 'sdes' | 'dtls' | 'other';

/**
 * How the sound of an offer would travel: tells apart what {@link answerOffer} answers (`rtp`, `sdes`) and what only
 * WebRTC can (`dtls`).
 * @returns null when no sound is offered
 */
export function offeredTransport(session: SdpSession): SoundTransport | null {
  const kinds = soundSections(session).map((media) => transportOf(session, media));
  return (
    kinds.find((kind) => kind === 'rtp' || kind === 'sdes') ?? kinds.find((kind) => kind === 'dtls') ?? kinds[0] ?? null
  );
}

/** Sections with sound that are not refused. */
export const soundSections = (session: SdpSession): readonly SdpMedia[] =>
  session.media.filter(({ kind, port }) => kind === 'audio' && port !== 0);

/** How a section's sound would travel. */
export function transportOf(session: SdpSession, media: SdpMedia): SoundTransport {
  const [, prefix, profile = ''] = /^(UDP\/TLS\/)?RTP\/(S?AVPF?)$/.exec(media.protocol) ?? [];
  if (prefix !== undefined) return profile.startsWith('S') ? 'dtls' : 'other';
  if (profile === '') return 'other';
  if (!profile.startsWith('S')) return 'rtp';
  // Older browsers wrote RTP/SAVPF and meant DTLS.
  return !hasCrypto(media) && hasAttribute(session, media, 'fingerprint') ? 'dtls' : 'sdes';
}
