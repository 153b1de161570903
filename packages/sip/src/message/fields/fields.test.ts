import { describe, expect, it } from 'vitest';
import type { SipMessage } from '../sip-message.js';
import { decodeText, encodeText } from '../sip-text.js';
import { assertedIdentities, wantsPrivacy } from './identity.js';
import { bodyParts } from './media-type.js';
import { formatParameterized, parseParameterized } from './parameterized.js';
import { formatRAck, parseRAck, parseRSeq } from './rack.js';
import { formatReferTo, parseReferTo } from './refer-to.js';
import { formatReplaces, parseReplaces } from './replaces.js';
import { formatSessionExpires, parseMinSe, parseRetryAfter, parseSessionExpires } from './session-timer.js';
import { formatSipFragment, parseSipFragment } from './sip-fragment.js';

const message = (headers: Readonly<Record<string, string>>, body = ''): SipMessage => ({
  kind: 'request',
  method: 'INVITE',
  uri: 'sip:a@b',
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  body: encodeText(body),
});

describe('session timers', () => {
  it('are read with and without who refreshes', () => {
    expect(parseSessionExpires('1800 ; refresher=UAS;x')).toEqual({ intervalSeconds: 1800, refresher: 'uas' });
    expect(parseSessionExpires('90;refresher=me')).toEqual({ intervalSeconds: 90 });
    expect(formatSessionExpires({ intervalSeconds: 90, refresher: 'uac' })).toBe('90;refresher=uac');
    expect(parseMinSe('120;x=y')).toBe(120);
    for (const value of ['', 'x', '-1', '1.5', '9'.repeat(30)]) expect(parseSessionExpires(value)).toBe(undefined);
  });

  it('read Retry-After with its comment', () => {
    expect(parseRetryAfter('18000;duration=3600')).toEqual({ afterSeconds: 18_000, durationSeconds: 3600 });
    expect(parseRetryAfter("120 (I'm in a meeting)")).toEqual({ afterSeconds: 120 });
    expect(parseRetryAfter('949302838503028349304023988')).toBe(undefined);
    expect(parseRetryAfter('soon')).toBe(undefined);
  });
});

describe('reliable provisional responses', () => {
  it('name what they acknowledge', () => {
    const rack = { responseSequence: 776_656, sequence: 1, method: 'INVITE' };
    expect(parseRAck('776656  1 INVITE')).toEqual(rack);
    expect(parseRAck(formatRAck(rack))).toEqual(rack);
    for (const value of ['', '1', '1 INVITE', '0 1 INVITE', 'x 1 INVITE']) expect(parseRAck(value)).toBe(undefined);
    expect([parseRSeq('1'), parseRSeq('0'), parseRSeq('4294967296')]).toEqual([1, undefined, undefined]);
  });
});

describe('transfers', () => {
  const replaces = { callId: '12345@192.168.118.3', toTag: '12345', fromTag: '5FFE-3994', isEarlyOnly: false };

  it('read the dialog to be replaced', () => {
    expect(parseReplaces('12345@192.168.118.3;to-tag=12345;from-tag=5FFE-3994')).toEqual(replaces);
    const early = { ...replaces, isEarlyOnly: true };
    expect(parseReplaces(formatReplaces(early))).toEqual(early);
    expect(parseReplaces('12345;to-tag=1')).toBe(undefined);
    expect(parseReplaces('')).toBe(undefined);
  });

  it('carry it inside Refer-To', () => {
    const value =
      '<sip:dave@denver.example.org;method=INVITE?Replaces=12345%40192.168.118.3%3Bto-tag%3D12345%3Bfrom-tag%3D5FFE-3994>';
    expect(parseReferTo(value)).toEqual({
      uri: 'sip:dave@denver.example.org',
      method: 'INVITE',
      headers: [],
      replaces,
    });
    const written = formatReferTo('sip:dave@denver.example.org', [
      { name: 'Replaces', value: formatReplaces(replaces) },
    ]);
    expect(written && parseReferTo(written)).toMatchObject({ replaces });
  });

  it('take headers from an address, but none that say who asks or where to', () => {
    const read = parseReferTo('sip:a@b?Subject=hi%20there&From=sip:evil%40x&Route=%3Csip:x%3E&Contact=y');
    expect(read?.headers).toEqual([{ name: 'Subject', value: 'hi there' }]);
    expect(read?.uri).toBe('sip:a@b');
  });

  it('go to telephone numbers too, and nowhere when malformed', () => {
    expect(parseReferTo('<tel:+49301234>')).toEqual({ uri: 'tel:+49301234', method: 'INVITE', headers: [] });
    expect(parseReferTo('<sip:a@b;method=BYE>')?.method).toBe('BYE');
    for (const value of ['', 'nonsense', '<sip:a@b?Replaces=1>', '<sip:a@b'])
      expect(parseReferTo(value)).toBe(undefined);
    expect(formatReferTo('tel:+1')).toBe(undefined);
  });

  it('tell their progress in a fragment', () => {
    expect(parseSipFragment(formatSipFragment({ status: 180, reason: 'Ringing' }))).toEqual({
      status: 180,
      reason: 'Ringing',
    });
    expect(parseSipFragment(encodeText('SIP/2.0 200 OK\nTo: x'))).toEqual({ status: 200, reason: 'OK' });
    expect(parseSipFragment(encodeText('INVITE sip:a@b SIP/2.0'))).toBe(undefined);
  });
});

describe('identity', () => {
  it('is what the network asserts, without what cannot be read', () => {
    const headers = { 'P-Asserted-Identity': '"Anna" <sip:+49301@example.com>', Privacy: 'id; critical' };
    expect(assertedIdentities(message(headers))).toMatchObject([{ displayName: 'Anna' }]);
    expect(assertedIdentities(message({ 'P-Asserted-Identity': '<' }))).toEqual([]);
    expect(wantsPrivacy(message(headers))).toBe(true);
    expect(wantsPrivacy(message({ Privacy: 'none' }))).toBe(false);
  });
});

describe('bodies', () => {
  const isup = [
    '--x',
    'Content-Type: application/sdp',
    '',
    'v=0\r\ns=-',
    '--x',
    'Content-Type: application/isup;version=a',
    '',
    '\u0001',
    '--x--',
    '',
  ].join('\r\n');

  it('of several parts are cut at their boundary', () => {
    const mixed = message({ 'Content-Type': 'multipart/mixed; boundary="x"' }, isup);
    expect(bodyParts(mixed).map(({ type }) => type)).toEqual(['application/sdp', 'application/isup']);
    expect(bodyParts(mixed).map(({ content }) => decodeText(content))[0]).toBe('v=0\r\ns=-');
  });

  it('of one kind are one part, and without a type none', () => {
    expect(bodyParts(message({ 'Content-Type': 'Application/SDP;charset=utf-8' }, 'v=0'))).toMatchObject([
      { type: 'application/sdp' },
    ]);
    expect(bodyParts(message({}, 'v=0'))).toEqual([]);
    expect(bodyParts(message({ 'Content-Type': 'multipart/mixed' }, isup))).toEqual([]);
    expect(bodyParts(message({ 'Content-Type': 'application/sdp' }))).toEqual([]);
  });
});

describe('values with parameters', () => {
  it('are read and written', () => {
    const read = parseParameterized('active ;expires=60');
    expect(read).toEqual({ value: 'active', parameters: [{ name: 'expires', value: '60' }] });
    expect(read && formatParameterized(read)).toBe('active;expires=60');
    expect(parseParameterized(';expires=60')).toBe(undefined);
    expect(parseParameterized('active;=')).toBe(undefined);
  });
});
