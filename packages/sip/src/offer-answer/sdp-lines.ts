import { isNowhere } from './sdp-address.js';
import type { SdpAddress, SdpAttribute, SdpMedia, SdpSession, SoundDirection } from './sdp-session.js';

/** Values of all attributes of that name, whatever its case; the value of one that has none is empty. */
export function attributesOf(attributes: readonly SdpAttribute[], name: string): readonly string[] {
  return attributes.filter((each) => each.name.toLowerCase() === name).map(({ value }) => value ?? '');
}

/** Whether a section, or the whole description, has the attribute. */
export const hasAttribute = (session: SdpSession, media: SdpMedia, name: string): boolean =>
  attributesOf(media.attributes, name).length > 0 || attributesOf(session.attributes, name).length > 0;

/** A section's address: its own, or that of all sections. */
export const connectionOf = (session: SdpSession, media: SdpMedia): SdpAddress | undefined =>
  media.connection ?? session.connection;

/**
 * Which way the sound of a section flows, seen from who wrote it. Who gives no address wants to hear nothing (RFC 3264
 * §8.4).
 */
export function directionOf(session: SdpSession, media: SdpMedia): SoundDirection {
  const written = directionIn(media.attributes) ?? directionIn(session.attributes) ?? 'sendrecv';
  const connection = connectionOf(session, media);
  return connection !== undefined && isNowhere(connection) ? meet(written, 'sendonly') : written;
}

/** What both want: sound flows where neither is against it. Both seen from the same side. */
export const meet = (one: SoundDirection, other: SoundDirection): SoundDirection =>
  directionWith(sends(one) && sends(other), receives(one) && receives(other));

/** The same, seen from the other side. */
export const mirror = (direction: SoundDirection): SoundDirection =>
  directionWith(receives(direction), sends(direction));

/** Whether who says it sends. */
export const sends = (direction: SoundDirection): boolean => direction === 'sendrecv' || direction === 'sendonly';

/** Whether who says it wants to hear. */
export const receives = (direction: SoundDirection): boolean => direction === 'sendrecv' || direction === 'recvonly';

const directionWith = (isSent: boolean, isReceived: boolean): SoundDirection => {
  if (isSent) return isReceived ? 'sendrecv' : 'sendonly';
  return isReceived ? 'recvonly' : 'inactive';
};

const directions: readonly SoundDirection[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];
const directionIn = (attributes: readonly SdpAttribute[]): SoundDirection | undefined =>
  directions.find((direction) => attributes.some(({ name }) => name.toLowerCase() === direction));
