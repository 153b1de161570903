import { RTP_HEADER_BYTES } from '@callwright/audio';

/** Where the payload of an RTP packet begins: behind contributing sources and extension, which are not enciphered. */
export function headerBytesOf(packet: Buffer): number {
  const first = packet.readUInt8(0);
  const extensionAt = RTP_HEADER_BYTES + 4 * (first & 0x0f);
  if ((first & 0x10) === 0) return extensionAt;
  return extensionAt + 4 > packet.length ? packet.length : extensionAt + 4 + 4 * packet.readUInt16BE(extensionAt + 2);
}
