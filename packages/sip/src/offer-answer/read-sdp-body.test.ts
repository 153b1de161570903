import { describe, expect, it } from 'vitest';
import { readSdpBody } from './read-sdp-body.js';

const text = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n';
const read = (type: string | undefined, body = text) => {
  const outcome = readSdpBody(type, body);
  return outcome.ok ? (outcome.session?.origin.sessionId ?? null) : outcome.refusal.status;
};

it.each(['application/sdp', 'Application/SDP ; charset=utf-8', undefined])('reads a description of type %s', (type) => {
  expect(read(type)).toBe('1');
});

it('knows that there is none', () => {
  expect(read(undefined, '')).toBeNull();
  expect(read('application/sdp', '\r\n')).toBeNull();
});

it('refuses other bodies by 415, and what is no description by 400', () => {
  expect(read('application/isup', 'x')).toBe(415);
  expect(read(undefined, '<xml/>')).toBe(415);
  expect(read('application/sdp', 'v=0\r\nnonsense')).toBe(400);
  expect(readSdpBody('application/sdp', 'v=0\r\nsecret')).toMatchObject({
    refusal: { why: expect.not.stringContaining('secret') },
  });
});

describe('a body of several parts', () => {
  const parts = (type: string) =>
    `--b\r\nContent-Type: application/isup;version=x\r\n\r\n\u0001\u0002\r\n--b\r\ncontent-disposition: session\r\n${type}\r\n\r\n${text}\r\n--b--\r\n`;

  it.each(['Content-Type: application/sdp', 'c:application/SDP;x=y'])('has one under %s', (type) => {
    expect(read('multipart/mixed;boundary=b', parts(type))).toBe('1');
    expect(read('Multipart/Alternative; x=y; Boundary="b"', `preamble\r\n${parts(type)}`)).toBe('1');
  });

  it('may have none', () => {
    expect(read('multipart/mixed;boundary=b', parts('Content-Type: text/plain'))).toBe(415);
    expect(read('multipart/mixed;boundary=c', parts('Content-Type: application/sdp'))).toBe(415);
    expect(read('multipart/mixed', parts('Content-Type: application/sdp'))).toBe(415);
  });
});
