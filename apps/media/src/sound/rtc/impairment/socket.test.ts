import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { findSound, parseRtpPacket, RTP_HEADER_BYTES, sweep, writeRtpPacket } from '@callwright/audio';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAudioDecoder, createAudioEncoder } from '../create-audio-codec.js';
import { InboundAudio } from '../inbound-audio.js';

let [sender, receiver]: Socket[] = [];
beforeEach(async () => {
  sender = createSocket('udp4');
  receiver = createSocket('udp4');
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
});
afterEach(() => {
  sender?.close();
  receiver?.close();
});

it.each(['pcmu', 'g722', 'opus'] as const)(
  'hears %s from a real socket, pair by pair in the wrong order',
  async (codec) => {
    const rateHz = codec === 'pcmu' ? 8000 : 16_000;
    const clockHz = codec === 'opus' ? 48_000 : 8000;
    const length = rateHz / 50;
    const sound = sweep(300, 3000, 2000, rateHz);
    const encoder = createAudioEncoder(codec, rateHz);
    const inbound = new InboundAudio(await createAudioDecoder(codec, rateHz), { rateHz, clockHz, codec });
    receiver?.on('message', (bytes) => {
      const packet = parseRtpPacket(Uint8Array.from(bytes));
      if (packet !== null) inbound.put(packet.sequence, packet.timestamp, packet.payload);
    });
    const packets = Array.from({ length: 100 }, (_, i) => {
      const payload = encoder.encode(sound.subarray(i * length, (i + 1) * length));
      const bytes = new Uint8Array(RTP_HEADER_BYTES + payload.length);
      writeRtpPacket(bytes, { payloadType: 96, sequence: i, timestamp: (i * clockHz) / 50, ssrc: 1 }, payload);
      return bytes;
    });
    const heard = new Int16Array(100 * length);
    for (let i = 0; i < 100; i += 2) {
      for (const bytes of [packets[i + 1], packets[i]]) {
        const arrived = once(receiver ?? createSocket('udp4'), 'message');
        sender?.send(bytes ?? '', receiver?.address().port ?? 0, '127.0.0.1');
        await arrived;
      }
      for (const at of [i, i + 1]) inbound.pull(heard.subarray(at * length, (at + 1) * length));
    }
    inbound.close();
    const piece = heard.subarray(20 * length, 40 * length);
    expect(findSound(sound, piece, 10 * length, 20 * length).correlation).toBeGreaterThan(0.97);
    expect(inbound.stats).toMatchObject({ received: 100, lost: 0, late: 0, concealedMs: 0 });
  },
);
