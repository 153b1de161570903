/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkRequest } from '../check-request.js';
import { parseCSeq } from '../cseq.js';
import { bodyParts } from '../fields/media-type.js';
import { formatSipMessage } from '../format-sip-message.js';
import { headerOf, headersOf, withHeader } from '../headers.js';
import { type NameAddress, parseNameAddress, sipUriOf, tagOf } from '../name-address.js';
import { parameterOf } from '../parameters.js';
import { parseSipMessage } from '../parse-sip-message.js';
import type { SipMessage } from '../sip-message.js';
import { SipStreamFramer } from '../sip-stream-framer.js';
import { decodeText } from '../sip-text.js';
import { decodeEscapes, parseSipUri } from '../sip-uri.js';
import { areSameUris } from '../uri-equality.js';
import { branchOf, hasUniqueBranch, parseVia } from '../via.js';
import { phoneAbilities, TortureMessages } from './testing/torture-messages.js';

const folder = new URL('./fixtures/', import.meta.url);
const torture = new TortureMessages((name) => readFileSync(new URL(`${name}.txt`, folder), 'utf8'));

const addressOf = (message: SipMessage, name: string, at = 0): NameAddress => {
  const address = parseNameAddress(headersOf(message, name)[at] ?? '');
  if (!address) throw new Error(`no ${name}`);
  return address;
};

const viasOf = (message: SipMessage) => headersOf(message, 'Via').flatMap((value) => parseVia(value) ?? []);

describe('the valid messages of RFC 4475 §3.1.1 and §3.4', () => {
  it.each([
    'wsinv',
    'intmeth',
    'esc01',
    'escnull',
    'esc02',
    'lwsdisp',
    'longreq',
    'dblreq',
    'semiuri',
    'transports',
    'mpart01',
    'unreason',
    'noreason',
    'inv2543',
  ])('%s is read, written and read again as the same', (name) => {
    const message = torture.message(name);
    const again = parseSipMessage(formatSipMessage(message));
    expect(again).toEqual({ ok: true, message: withHeader(message, 'Content-Length', String(message.body.length)) });
  });

  it('wsinv (3.1.1.1): folds, escapes and blanks in every place', () => {
    const message = torture.request('wsinv');
    expect(parseSipUri(message.uri)?.parameters).toEqual([{ name: 'unknownparam' }]);
    expect(tagOf(addressOf(message, 'To'))).toBe('1918181833n');
    expect(addressOf(message, 'From')).toMatchObject({
      displayName: 'J Rosenberg \\"',
      uri: 'sip:jdrosen@example.com',
    });
    expect(tagOf(addressOf(message, 'From'))).toBe('98asjd8');
    expect(Number(headerOf(message, 'Max-Forwards'))).toBe(68);
    expect(parseCSeq(headerOf(message, 'CSeq') ?? '')).toEqual({ sequence: 9, method: 'INVITE' });
    expect(viasOf(message).map((via) => [via.transport, via.host, branchOf(via)])).toEqual([
      ['UDP', '192.0.2.2', '390skdjuw'],
      ['TCP', 'spindle.example.com', 'z9hG4bK9ikj8'],
      ['UDP', '192.168.255.111', 'z9hG4bK30239'],
    ]);
    expect(headerOf(message, 'Subject')).toBe('');
    expect(headerOf(message, 'NewFangledHeader')).toBe('newfangled value continued newfangled value');
    expect(headersOf(message, 'UnknownHeaderWithUnusualValue')).toEqual([';;,,;;,;']);
    expect(parseSipUri(addressOf(message, 'Route').uri)?.parameters.map(({ name }) => name)).toEqual([
      'lr',
      'unknownwith',
      'unknown-no-value',
    ]);
    const contact = addressOf(message, 'Contact');
    expect(contact.displayName).toBe('Quoted string ""');
    expect(contact.parameters).toEqual([
      { name: 'newparam', value: 'newvalue' },
      { name: 'secondparam' },
      { name: 'q', value: '0.33' },
    ]);
    expect(message.body.length).toBe(150);
    expect(checkRequest(message, phoneAbilities)).toBe(undefined);
  });

  it('intmeth (3.1.1.2): every character that is allowed somewhere', () => {
    const message = torture.request('intmeth');
    expect(message.method).toBe("!interesting-Method0123456789_*+`.%indeed'~");
    expect(parseSipUri(message.uri)).toMatchObject({
      user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
      password: "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)",
      host: 'example.com',
    });
    expect(addressOf(message, 'To').displayName).toBe('BEL:\u0007 NUL:\u0000 DEL:\u007f');
    const from = addressOf(message, 'From');
    expect(from.displayName).toBe("token1~` token2'+_ token3*%!.-");
    expect(parameterOf(from.parameters, "fromParam''~+*_!.-%")).toBe('работающий');
    expect(tagOf(from)).toBe("_token~1'+`*%!-.");
    expect(headerOf(message, "extensionHeader-!.%*+_`'~")).toBe('\ufeff大停電');
    expect(checkRequest(message, phoneAbilities)?.status).toBe(501);
  });

  it('esc01 (3.1.1.3): escapes in URIs', () => {
    const message = torture.request('esc01');
    expect(parseSipUri(message.uri)).toMatchObject({ user: 'sips%3Auser%40example.com', host: 'example.net' });
    const to = sipUriOf(addressOf(message, 'To'));
    const user = parseSipUri('sip:user@example.com');
    expect(to && user && areSameUris(to, user)).toBe(true);
    expect(decodeEscapes(sipUriOf(addressOf(message, 'From'))?.user ?? '')).toBe('I have spaces');
    const contact = parseSipUri(addressOf(message, 'Contact').uri);
    expect(contact?.parameters.map(({ name }) => decodeEscapes(name))).toEqual(['lr', 'name']);
    // The escape of a percent sign is undone once, not twice.
    expect(decodeEscapes(contact?.parameters[1]?.value ?? '')).toBe('value%41');
  });

  it('escnull (3.1.1.4): two bindings that differ in the number of their zero bytes', () => {
    const message = torture.message('escnull');
    expect(decodeEscapes(sipUriOf(addressOf(message, 'To'))?.user ?? '')).toBe('null-\u0000-null');
    const [a, b] = [0, 1].map((at) => sipUriOf(addressOf(message, 'Contact', at)));
    expect(a && b && areSameUris(a, b)).toBe(false);
  });

  it('esc02 (3.1.1.5): percent signs that are no escapes', () => {
    const message = torture.request('esc02');
    expect(message.method).toBe('RE%47IST%45R');
    expect(addressOf(message, 'To').displayName).toBe('%Z%45');
    expect(headersOf(message, 'Contact')).toHaveLength(2);
    expect(headersOf(message, 'C%6Fntact')).toHaveLength(1);
    expect(viasOf(message).map(branchOf)).toEqual(['z9hG4bK209%fzsnel234']);
    expect(checkRequest(message, phoneAbilities)?.status).toBe(501);
  });

  it('lwsdisp (3.1.1.6): no blank between name and bracket', () => {
    expect(addressOf(torture.message('lwsdisp'), 'From')).toMatchObject({
      displayName: 'caller',
      uri: 'sip:caller@example.com',
    });
  });

  it('longreq (3.1.1.7): long values, and many of them', () => {
    const message = torture.request('longreq');
    expect(headersOf(message, 'Via')).toHaveLength(34);
    expect(viasOf(message)).toHaveLength(34);
    expect(sipUriOf(addressOf(message, 'To'))?.port).toBe(6000);
    expect(message.body.length).toBe(150);
    expect(checkRequest(message, phoneAbilities)).toBe(undefined);
  });

  it('dblreq (3.1.1.8): a datagram ends with its Content-Length, a stream goes on', () => {
    expect(torture.message('dblreq')).toMatchObject({ method: 'REGISTER', body: new Uint8Array(0) });
    const items = new SipStreamFramer().push(torture.bytes('dblreq'));
    const methods = items.map((one) =>
      one.item === 'message' && one.parsed.ok && one.parsed.message.kind === 'request' ? one.parsed.message.method : '',
    );
    expect(methods.filter((method) => method !== '')).toEqual(['REGISTER', 'INVITE']);
  });

  it('semiuri (3.1.1.9): semicolons in a user part are no parameters', () => {
    const message = torture.request('semiuri');
    expect(parseSipUri(message.uri)).toMatchObject({ user: 'user;par=u%40example.net', parameters: [] });
    expect(headersOf(message, 'Accept')).toHaveLength(6);
  });

  it('transports (3.1.1.10): transports of every kind in Via', () => {
    expect(viasOf(torture.message('transports')).map(({ transport }) => transport)).toEqual([
      'UDP',
      'SCTP',
      'TLS',
      'UNKNOWN',
      'TCP',
    ]);
  });

  it('mpart01 (3.1.1.11): bytes in one of several parts', () => {
    const message = torture.request('mpart01');
    const [text, signature] = bodyParts(message);
    expect(text && [text.type, decodeText(text.content)]).toEqual(['text/plain', 'Hello']);
    expect(signature && [signature.type, signature.content.length, signature.content[0]]).toEqual([
      'application/octet-stream',
      342,
      0x30,
    ]);
    expect(checkRequest(message, phoneAbilities)).toBe(undefined);
  });

  it('unreason and noreason (3.1.1.12, 3.1.1.13): any reason, and none', () => {
    const unreason = '= 2**3 * 5**2 но сто девяносто девять - простое';
    expect(torture.message('unreason')).toMatchObject({ status: 200, reason: unreason });
    expect(torture.message('noreason')).toMatchObject({ status: 100, reason: '' });
  });

  it('inv2543 (3.4.1): a request of RFC 2543, without tag, branch, Max-Forwards and Content-Length', () => {
    const message = torture.request('inv2543');
    expect(viasOf(message).map(hasUniqueBranch)).toEqual([false]);
    expect(tagOf(addressOf(message, 'From'))).toBe(undefined);
    expect(decodeText(message.body)).toContain('m=audio 49217 RTP/AVP 0');
    expect(checkRequest(message, phoneAbilities)).toBe(undefined);
  });
});
