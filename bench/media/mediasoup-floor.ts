import type { CallId } from '@callwright/protocol';
import { createWorker, type types } from 'mediasoup';
import { serveFloor } from './floor-link.js';
import { sourceOf } from './generator-messages.js';

/** mediasoup with nothing of ours: PlainTransport to DirectTransport to us, and back. Its worker's CPU counts. */
const SSRC = 1;
const CODEC = { kind: 'audio', mimeType: 'audio/PCMU', clockRate: 8000, preferredPayloadType: 0 } as const;
const worker = await createWorker({ logLevel: 'error' });
const transports = new Map<CallId, readonly types.Transport[]>();
const router = await worker.createRouter({ mediaCodecs: [CODEC] });
const rtpCapabilities: types.RtpCapabilities = { codecs: [CODEC], headerExtensions: [] };
const parameters = (ssrc: number): types.RtpParameters => ({
  codecs: [{ mimeType: CODEC.mimeType, payloadType: 0, clockRate: 8000, parameters: {}, rtcpFeedback: [] }],
  encodings: [{ ssrc }],
  rtcp: { cname: 'bench' },
});

serveFloor({
  async open(callId) {
    const plain = await router.createPlainTransport({ listenIp: '127.0.0.1', comedia: true, rtcpMux: true });
    const direct = await router.createDirectTransport();
    const incoming = await plain.produce({ kind: 'audio', rtpParameters: parameters(sourceOf(callId)) });
    const heard = await direct.consume({ producerId: incoming.id, rtpCapabilities });
    const outgoing = await direct.produce({ kind: 'audio', rtpParameters: parameters(SSRC) });
    await plain.consume({ producerId: outgoing.id, rtpCapabilities });
    heard.on('rtp', (packet) => {
      packet.writeUInt32BE(SSRC, 8);
      outgoing.send(packet);
    });
    transports.set(callId, [plain, direct]);
    return plain.tuple.localPort;
  },
  close(callId) {
    for (const transport of transports.get(callId) ?? []) transport.close();
    transports.delete(callId);
  },
  async otherCpuMs() {
    const { ru_utime, ru_stime } = await worker.getResourceUsage();
    return ru_utime + ru_stime;
  },
});
