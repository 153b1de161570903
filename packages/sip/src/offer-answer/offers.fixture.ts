import { type ParsedSdp, parseSdp } from './parse-sdp.js';
import type { SdpSession } from './sdp-session.js';

/** A description that is one. @throws Error when it is none */
export function sdp(text: string): SdpSession {
  const parsed: ParsedSdp = parseSdp(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.session;
}

/** An offer with these lines in its only section. */
export const soundOffer = (mediaLine: string, ...lines: readonly string[]): SdpSession =>
  sdp(
    ['v=0', 'o=- 7 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', `m=${mediaLine}`, ...lines].join('\r\n'),
  );

/** Offers as telephones and systems of their kind write them; made up for these tests, with addresses for examples. */
export const offers = {
  /** A desk phone and its call manager: spaces in o=, both ends of the old habits. */
  deskPhone: [
    'v=0',
    'o=Desk Phone-SIPUA 12345 0 IN IP4 198.51.100.20',
    's=SIP Call',
    'b=AS:4064',
    't=0 0',
    'm=audio 18044 RTP/AVP 0 8 116 18 101',
    'c=IN IP4 198.51.100.20',
    'b=TIAS:64000',
    'a=trafficclass:conversational.audio.avconf.aq:admitted',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:116 iLBC/8000',
    'a=fmtp:116 mode=20',
    'a=rtpmap:18 G729/8000',
    'a=fmtp:18 annexb=yes',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=sendrecv',
    'm=video 28196 RTP/AVP 97',
    'c=IN IP4 198.51.100.20',
    'b=TIAS:1000000',
    'a=rtpmap:97 H264/90000',
    'a=fmtp:97 profile-level-id=42801F',
    'a=recvonly',
  ],
  /** An exchange: G.722 by its number, clocks and packet times spelt out. */
  exchange: [
    'v=0',
    'o=- 1733052271 1733052271 IN IP4 203.0.113.9',
    's=PBX',
    'c=IN IP4 203.0.113.9',
    't=0 0',
    'm=audio 17298 RTP/AVP 9 8 0 101',
    'a=rtpmap:9 G722/8000',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    'a=ptime:20',
    'a=maxptime:150',
    'a=sendrecv',
  ],
  /** A switch: many keys, Opus with more parameters than anybody reads, comfort noise. */
  softSwitch: [
    'v=0',
    'o=Switch 1700000000 1700000001 IN IP4 203.0.113.40',
    's=Switch',
    'c=IN IP4 203.0.113.40',
    't=0 0',
    'm=audio 25498 RTP/AVP 102 9 0 8 103 101 13',
    'a=rtpmap:102 opus/48000/2',
    'a=fmtp:102 useinbandfec=1; maxaveragebitrate=30000; maxplaybackrate=48000; ptime=20; minptime=10; maxptime=40',
    'a=rtpmap:9 G722/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:103 telephone-event/48000',
    'a=fmtp:103 0-15',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=rtpmap:13 CN/8000',
    'a=rtcp:25499 IN IP4 203.0.113.40',
    'a=ptime:20',
  ],
  /** A softphone: feedback, keys beside a stream in clear, ICE that nobody has to answer. */
  softPhone: [
    'v=0',
    'o=alice 3921 2210 IN IP6 2001:db8::20',
    's=Talk',
    'c=IN IP6 2001:db8::20',
    't=0 0',
    'a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup,jitt,TTL voip-metrics',
    'a=ice-pwd:2fad5bd93edbd2c5e3f7b1c2',
    'a=ice-ufrag:91c4b8e5',
    'm=audio 7078 RTP/AVPF 96 97 0 8 98 99',
    'a=rtpmap:96 OPUS/48000/2',
    'a=fmtp:96 useinbandfec=1',
    'a=rtpmap:97 speex/16000',
    'a=rtpmap:98 Telephone-Event/48000',
    'a=rtpmap:99 TELEPHONE-EVENT/8000',
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw',
    'a=candidate:1 1 UDP 2130706431 2001:db8::20 7078 typ host',
    'a=rtcp-fb:* trr-int 1000',
  ],
  /** A small phone: everything in one line, bare line feeds, static numbers alone, RTCP where sound is. */
  smallPhone: [
    'v=0',
    'o=- 1 1 IN IP4 198.51.100.7',
    's=-',
    'c=IN IP4 198.51.100.7',
    't=0 0',
    'm=audio 16384 RTP/AVP 0 8 9 13',
  ],
  /** A browser that calls by SIP over a WebSocket. */
  browser: [
    'v=0',
    'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'a=msid-semantic: WMS',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    'a=ice-ufrag:Zq3u',
    'a=ice-pwd:cAqjzVXzvHsZ0hH3qGc5mYyL',
    'a=fingerprint:sha-256 19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5:A8:D8:73:04:BB:05:2F:70:9F:04:A9:0E:05:E9:26:33:E8:70:88:A2',
    'a=setup:actpass',
    'a=mid:0',
    'a=sendrecv',
    'a=rtcp-mux',
    'a=rtpmap:111 opus/48000/2',
    'a=rtpmap:63 red/48000/2',
    'a=rtpmap:110 telephone-event/48000',
    'a=rtpmap:126 telephone-event/8000',
  ],
} as const satisfies { readonly [Name: string]: readonly string[] };
