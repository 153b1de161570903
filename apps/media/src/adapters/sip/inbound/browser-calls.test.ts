import { once } from 'node:events';
import { sipUserEntry } from '@callwright/protocol';
import { encodeText, headersOf, parseSipMessage, type SipResponse } from '@callwright/sip';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { answerDigest } from '../auth/answer-digest.js';
import { HOME, keysOf, type SipBench, startSipBench } from '../sip-bench.js';

let bench: SipBench;
let socket: WebSocket;
let came: SipResponse[];
const OFFER = [
  ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'c=IN IP4 0.0.0.0'],
  ...['a=rtpmap:111 opus/48000/2', 'a=mid:0', 'a=ice-ufrag:abcd', 'a=ice-pwd:abcdefghijklmnopqrstuvwx', 'a=rtcp-mux'],
  ...[`a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`, 'a=setup:actpass', 'a=sendrecv'],
  '',
].join('\r\n');

beforeEach(async () => {
  bench = await startSipBench({ wsPort: 0 });
  came = [];
  const user = { id: 'u-1', workspaceId: HOME, username: 'anna', displayName: 'Anna', isEnabled: true };
  bench.directory.users = [sipUserEntry.parse({ ...user, ...keysOf('anna', 'correct horse'), mayDialOut: false })];
  bench.directory.endpoints.add('support');
  socket = new WebSocket(`ws://127.0.0.1:${bench.portOf('ws')}`, 'sip');
  socket.on('message', (data) => {
    const read = parseSipMessage(encodeText(String(data)));
    if (read.ok && read.message.kind === 'response') came.push(read.message);
  });
  await once(socket, 'open');
});
afterEach(async () => {
  socket.terminate();
  await bench.close();
});

const URI = 'sip:support@callwright.example';
/** An INVITE as a browser's telephone writes it (RFC 7118). */
const invite = (sequence: number, authorization: readonly string[] = []) =>
  socket.send(
    [
      `INVITE ${URI} SIP/2.0`,
      `Via: SIP/2.0/WS df7jal23ls0d.invalid;branch=z9hG4bK-${sequence}`,
      'From: <sip:anna@callwright.example>;tag=browser',
      `To: <${URI}>`,
      'Call-ID: browser-call',
      `CSeq: ${sequence} INVITE`,
      'Contact: <sip:anna@df7jal23ls0d.invalid;transport=ws>',
      'Max-Forwards: 70',
      ...authorization,
      'Content-Type: application/sdp',
      `Content-Length: ${OFFER.length}`,
      '',
      OFFER,
    ].join('\r\n'),
  );
const response = async (status: number): Promise<SipResponse> => {
  await expect.poll(() => came.map((one) => one.status), { timeout: 3000 }).toContain(status);
  return came.find((one) => one.status === status) ?? Promise.reject(new Error('gone'));
};

describe('a browser that calls by SIP over a WebSocket', () => {
  it('proves who it is, and its sound is terminated as WebRTC', async () => {
    invite(1);
    const challenge = await response(401);
    expect(headersOf(challenge, 'WWW-Authenticate')).toHaveLength(1);
    const request = { method: 'INVITE', uri: URI, body: encodeText(OFFER) };
    const answer = answerDigest(challenge, { username: 'anna', password: 'correct horse' }, request, 'c0');
    const arriving = bench.nextCall();
    invite(2, [`Authorization: ${answer?.value}`]);
    const { leg, principal, sound } = await arriving;
    expect(principal).toMatchObject({ userId: 'u-1', line: { kind: 'endpoint', name: 'support' } });
    expect(sound.rtp).toBeNull();
    leg.send({ event: 'answer', timestamp: 0, trackId: 'x' as never, sdp: '' });
    expect((await response(200)).body.length).toBeGreaterThan(0);
  });
});
