import { createSocket } from 'node:dgram';

/**
 * Where the sound of all calls of the load goes, in a process of its own: counts packets by their source (SSRC), how many of
 * them are no silence, and sends each the same sound back, as a caller who speaks would.
 */

const HEADER_BYTES = 12;
/** Digital silence of mu-law. */
const SILENCE = 0xff;
/** Packets a source must have sent before it is spoken to: strays are not. */
const FIRST = 2;

type Source = { packets: number; loud: number; sequence: number; timestamp: number };

const sources = new Map<number, Source>();
const socket = createSocket({ type: 'udp4', recvBufferSize: 8 * 1024 * 1024 });
const voice = Buffer.alloc(160);
for (let i = 0; i < voice.length; i += 1) voice[i] = 0x80 | (0x20 + ((i * 5) % 32));

socket.on('message', (bytes, { address, port }) => {
  if (bytes.length <= HEADER_BYTES || ((bytes[1] ?? 0) & 0x7f) !== 0) return;
  const ssrc = bytes.readUInt32BE(8);
  let source = sources.get(ssrc);
  if (source === undefined) {
    source = { packets: 0, loud: 0, sequence: 1, timestamp: 0 };
    sources.set(ssrc, source);
  }
  source.packets += 1;
  if (isLoud(bytes)) source.loud += 1;
  if (source.packets >= FIRST) socket.send(answerTo(source, ssrc), port, address);
});

const isLoud = (bytes: Buffer): boolean => {
  for (let i = HEADER_BYTES; i < bytes.length; i += 8) {
    const byte = bytes[i] ?? SILENCE;
    // Beyond 2 % of full scale.
    if ((byte & 0x7f) < 0x50) return true;
  }
  return false;
};

const answerTo = (source: Source, ssrc: number): Buffer => {
  const packet = Buffer.alloc(HEADER_BYTES + voice.length);
  packet[0] = 0x80;
  packet.writeUInt16BE(source.sequence, 2);
  packet.writeUInt32BE(source.timestamp, 4);
  packet.writeUInt32BE((ssrc ^ 0x5a5a5a5a) >>> 0, 8);
  voice.copy(packet, HEADER_BYTES);
  source.sequence = (source.sequence + 1) & 0xffff;
  source.timestamp = (source.timestamp + 160) >>> 0;
  return packet;
};

process.on('message', () => {
  process.send?.({ calls: [...sources.values()].map(({ packets, loud }) => [packets, loud]) });
  sources.clear();
});
process.on('disconnect', () => process.exit(0));
socket.bind(0, '127.0.0.1', () => process.send?.({ port: socket.address().port }));
