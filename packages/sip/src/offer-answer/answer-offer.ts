import type { AgreedSound } from './agreed-sound.js';
import type { LocalSound } from './local-sound.js';
import { soundSections } from './offered-transport.js';
import { ourSession, refusedSection } from './our-session.js';
import { notAcceptable, type SdpRefusal } from './refusal.js';
import type { SdpSession } from './sdp-session.js';
import { takeSection } from './take-section.js';

/** Our answer and what it settles, or why there is none. */
export type Answered =
  | { readonly ok: true; readonly answer: SdpSession; readonly agreed: AgreedSound }
  | { readonly ok: false; readonly refusal: SdpRefusal };

/**
 * Answers an offer (RFC 3264 §6): one section of sound with one codec, its keys and its comfort noise; all others are
 * refused. Of several sections of sound the first that will do is taken, encrypted ones before others. The same offer is
 * answered by the same.
 * @param previous the description we sent last in this dialog, offer or answer
 */
export function answerOffer(offer: SdpSession, local: LocalSound, previous?: SdpSession): Answered {
  const taken = soundSections(offer).map((media) => takeSection(offer, media, local));
  const good = taken.flatMap((each) => (each.ok ? [each] : []));
  const best = good.find(({ agreed }) => agreed.srtp !== undefined) ?? good[0];
  if (best === undefined) {
    const [first] = taken.flatMap((each) => (each.ok ? [] : [each]));
    return first ?? { ok: false, refusal: notAcceptable(304, 'No sound is offered') };
  }
  const media = offer.media.map((each) => (each === best.media ? best.section : refusedSection(each)));
  return { ok: true, answer: ourSession(local, media, previous, offer.timing), agreed: best.agreed };
}
