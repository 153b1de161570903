/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCredentials } from '../auth/credentials.js';
import { checkRequest } from '../check-request.js';
import { headerOf, headersOf } from '../headers.js';
import { parseNameAddress, sipUriOf } from '../name-address.js';
import { parseSipMessage } from '../parse-sip-message.js';
import { SipStreamFramer } from '../sip-stream-framer.js';
import { hasUniqueBranch, parseVia, responseTarget } from '../via.js';
import { phoneAbilities, TortureMessages } from './testing/torture-messages.js';

const folder = new URL('./fixtures/', import.meta.url);
const torture = new TortureMessages((name) => readFileSync(new URL(`${name}.txt`, folder), 'utf8'));

/** Refused when read: the section, the answer, and why. */
const malformed = [
  ['badinv01', '3.1.2.1', 400, 'Bad Via Header'],
  ['clerr', '3.1.2.2', 400, 'Body Shorter Than Content-Length'],
  ['ncl', '3.1.2.3', 400, 'Bad Content-Length Header'],
  ['scalar02', '3.1.2.4', 400, 'Bad CSeq Header'],
  ['quotbal', '3.1.2.6', 400, 'Bad To Header'],
  ['ltgtruri', '3.1.2.7', 400, 'Bad Request-URI'],
  ['lwsruri', '3.1.2.8', 400, 'Bad Request-URI'],
  ['lwsstart', '3.1.2.9', 400, 'Bad Request-URI'],
  ['trws', '3.1.2.10', 400, 'Bad Request-Line'],
  ['escruri', '3.1.2.11', 400, 'Headers in Request-URI'],
  ['regbadct', '3.1.2.13', 400, 'Bad Contact Header'],
  ['badaspec', '3.1.2.14', 400, 'Bad To Header'],
  ['baddn', '3.1.2.15', 400, 'Bad To Header'],
  ['badvers', '3.1.2.16', 505, 'Version Not Supported'],
  ['mismatch01', '3.1.2.17', 400, 'Bad CSeq Header'],
  ['mismatch02', '3.1.2.18', 400, 'Bad CSeq Header'],
  ['insuf', '3.3.1', 400, 'Missing To Header'],
  ['multi01', '3.3.8', 400, 'Repeated To Header'],
  ['mcl01', '3.3.9', 400, 'Bad Content-Length Header'],
] as const;

/** Responses that are dropped without a word. */
const dropped = [
  ['scalarlg', '3.1.2.5'],
  ['bigcode', '3.1.2.19'],
] as const;

/** Well formed, but asking for what a telephone cannot do. */
const unsupported = [
  ['unkscm', '3.3.2', 416],
  ['novelsc', '3.3.3', 416],
  ['unksm2', '3.3.4', 400],
  ['bext01', '3.3.5', 420],
  ['invut', '3.3.6', 415],
  ['sdp01', '3.3.15', 406],
] as const;

/** Well formed, and nothing an endpoint refuses. */
const accepted = ['baddate', 'badbranch', 'regaut01', 'zeromf', 'cparam01', 'cparam02', 'regescrt'] as const;

const addressIn = (name: string, header: string) => parseNameAddress(headerOf(torture.message(name), header) ?? '');

describe('the malformed messages of RFC 4475', () => {
  it.each(malformed)('%s (%s) is answered with %i %s', (name, _, status, problem) => {
    const parsed = parseSipMessage(torture.bytes(name));
    expect(parsed).toMatchObject({ ok: false, status, problem });
    if (parsed.ok || !parsed.request) throw new Error('nothing to answer');
    const canBeRouted = headersOf(parsed.request, 'Via').length > 0;
    expect(canBeRouted).toBe(true);
  });

  it.each(dropped)('%s (%s), a response, is dropped', (name) => {
    const parsed = parseSipMessage(torture.bytes(name));
    expect(parsed.ok || parsed.request).toBe(undefined);
  });

  it('mcl01 (3.3.9) ends a stream, for nobody knows where the next message begins', () => {
    expect(new SipStreamFramer().push(torture.bytes('mcl01'))).toMatchObject([{ item: 'broken' }]);
  });
});

describe('the messages of RFC 4475 that ask for something special', () => {
  it.each(unsupported)('%s (%s) is answered with %i', (name, _, status) => {
    expect(checkRequest(torture.request(name), phoneAbilities)?.status).toBe(status);
  });

  it.each(accepted)('%s is handled like any other request', (name) => {
    expect(checkRequest(torture.request(name), phoneAbilities)).toBe(undefined);
  });

  it('bext01 (3.3.5): the answer lists what of Require is not supported, and leaves Proxy-Require to proxies', () => {
    expect(checkRequest(torture.request('bext01'), phoneAbilities)?.headers.map(({ value }) => value)).toEqual([
      'nothingSupportsThis',
      'nothingSupportsThisEither',
    ]);
  });

  it('invut (3.3.6): the answer lists what would be understood', () => {
    expect(checkRequest(torture.request('invut'), phoneAbilities)?.headers[0]).toEqual({
      name: 'Accept',
      value: 'application/sdp',
    });
  });

  it('badbranch (3.2.1): a branch of the cookie alone does not name a transaction', () => {
    const via = parseVia(headerOf(torture.message('badbranch'), 'Via') ?? '');
    expect(via && hasUniqueBranch(via)).toBe(false);
  });

  it('regaut01 (3.3.7): credentials of a scheme nobody knows are none', () => {
    expect(parseCredentials(headerOf(torture.message('regaut01'), 'Authorization') ?? '')).toBe(undefined);
  });

  it('bcast (3.3.10): a response with the Via of somebody else, who must not be reached by it', () => {
    const message = torture.message('bcast');
    const [own, other] = headersOf(message, 'Via').map(parseVia);
    expect(own?.host).toBe('192.0.2.198');
    expect(other && responseTarget(other).address).toBe('255.255.255.255');
  });

  it('cparam01 and cparam02 (3.3.12, 3.3.13): a parameter of the header, and one of the address', () => {
    const outside = addressIn('cparam01', 'Contact');
    expect(outside?.parameters).toEqual([{ name: 'unknownparam' }]);
    expect(outside && sipUriOf(outside)?.parameters).toEqual([]);
    const inside = addressIn('cparam02', 'Contact');
    expect(inside?.parameters).toEqual([]);
    expect(inside && sipUriOf(inside)?.parameters).toEqual([{ name: 'unknownparam' }]);
  });

  it('regescrt (3.3.14): a binding keeps the Route in its address', () => {
    const contact = addressIn('regescrt', 'Contact');
    expect(contact && sipUriOf(contact)?.headers).toEqual([{ name: 'Route', value: '%3Csip:sip.example.com%3E' }]);
  });
});

describe('the messages of RFC 4475', () => {
  it('are 49, and each is in one of the tables', () => {
    const refused = [...malformed, ...dropped, ...unsupported].map(([name]): string => name);
    const valid =
      'wsinv intmeth esc01 escnull esc02 lwsdisp longreq dblreq semiuri transports mpart01 unreason noreason inv2543';
    const all = [...refused, ...accepted, 'bcast', ...valid.split(' ')];
    expect(all).toHaveLength(49);
    expect([...all].sort()).toEqual(
      readdirSync(folder)
        .map((file) => file.replace('.txt', ''))
        .sort(),
    );
  });
});
