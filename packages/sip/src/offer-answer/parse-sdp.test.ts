import { describe, expect, it } from 'vitest';
import { formatSdp } from './format-sdp.js';
import { offers, sdp } from './offers.fixture.js';
import { parseSdp, sdpLimits } from './parse-sdp.js';

const head = 'v=0\no=- 1 1 IN IP4 192.0.2.1\n';

it.each(Object.entries(offers))('writes what it has read: %s', (_, lines) => {
  const session = sdp(lines.join('\r\n'));
  expect(sdp(formatSdp(session))).toEqual(session);
});

it('reads each line', () => {
  expect(
    sdp(`${head}s= A call \nb=AS:64\nt=1 2\nt=3 4\na=x:y:z\nm=AUDIO 5/2 rtp/avp  0   8 \nc=IN IP6 ::1\na=sendrecv\n`),
  ).toEqual({
    origin: { username: '-', sessionId: '1', version: '1', address: { family: 'ip4', address: '192.0.2.1' } },
    name: 'A call',
    bandwidths: ['AS:64'],
    timing: '1 2',
    attributes: [{ name: 'x', value: 'y:z' }],
    media: [
      {
        kind: 'audio',
        port: 5,
        protocol: 'RTP/AVP',
        formats: ['0', '8'],
        connection: { family: 'ip6', address: '::1' },
        bandwidths: [],
        attributes: [{ name: 'sendrecv' }],
      },
    ],
  });
});

it('takes lines however they end, numbers however big, and does without what nobody needs', () => {
  expect(sdp('v=0\ro=a b 18446744073709551616 99999999999999999999 IN IP4 pbx.example.com\r\n\r\n\n')).toMatchObject({
    origin: { username: 'a b', sessionId: '18446744073709551616', version: '99999999999999999999' },
    name: '-',
    timing: '0 0',
    media: [],
  });
  expect(sdp(`${head}i=x\nu=x\ne=x\np=x\nz=x\nk=x\nr=x\nx=x\nc=ATM NSAP 47`).connection).toBeUndefined();
});

it('reads as much as there may be', () => {
  const formats = ' 0'.repeat(sdpLimits.maxFormats);
  const sections = `m=audio 65535 RTP/AVP${formats}\n`.repeat(sdpLimits.maxMedia);
  const { media } = sdp(`${head}${sections}${'a=x\n'.repeat(sdpLimits.maxLines - sdpLimits.maxMedia - 3)}`);
  expect(media).toHaveLength(sdpLimits.maxMedia);
  expect(media.at(-1)).toMatchObject({ port: 65_535, formats: { length: sdpLimits.maxFormats } });
});

describe('what is no description', () => {
  it.each([
    ['', 'nothing in it'],
    ['hello', 'line 1: not a letter, an equals sign and a value'],
    ['o=- 1 1 IN IP4 192.0.2.1', 'line 1: does not begin with v=0'],
    ['v=1', 'line 1: does not begin with v=0'],
    ['v=0\ns=-', 'no o= line'],
    ['v=0\no=- x 1 IN IP4 192.0.2.1', 'line 2: o= is not of user, two numbers and an address'],
    ['v=0\no=- 1 1 IN IP4 192.0.2.256', 'line 2: o= is not of user, two numbers and an address'],
    [`${head}c=IN IP4 192.0.2`, 'line 3: c= has no address'],
    [`${head}c=IN IP5 192.0.2.1`, 'line 3: c= is not of IN, IP4 or IP6, and an address'],
    [`${head}m=audio 65536 RTP/AVP 0`, 'line 3: m= is not of a kind, a port and a protocol'],
    [`${head}m=audio -1 RTP/AVP 0`, 'line 3: m= is not of a kind, a port and a protocol'],
    [`${head}m=audio 5`, 'line 3: m= is not of a kind, a port and a protocol'],
    [`${head}m=audio 5 RTP/AVP${' 0'.repeat(sdpLimits.maxFormats + 1)}`, 'line 3: more than 128 formats'],
    [head + 'm=audio 5 RTP/AVP 0\n'.repeat(sdpLimits.maxMedia + 1), 'line 35: more than 32 sections'],
    [head + 'a=x\n'.repeat(sdpLimits.maxLines), 'more than 2000 lines'],
    [head + 'x'.repeat(sdpLimits.maxChars), 'longer than 65536 characters'],
  ])('is told by its first fault: %#', (text, problem) => {
    expect(parseSdp(text)).toEqual({ ok: false, problem });
  });
});
