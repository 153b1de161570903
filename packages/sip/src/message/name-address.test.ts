import { describe, expect, it } from 'vitest';
import { formatNameAddress, parseNameAddress, sipUriOf, tagOf, withTag } from './name-address.js';

describe('parseNameAddress', () => {
  it.each([
    ['"A. \\"B\\" <c>, d" <sip:a@b>;tag=1', 'A. "B" <c>, d', 'sip:a@b', '1'],
    ['caller<sip:a@b;x=1>;tag=2', 'caller', 'sip:a@b;x=1', '2'],
    ['Müller GmbH (Berlin) <sip:a@b>', 'Müller GmbH (Berlin)', 'sip:a@b', undefined],
    ['<sip:a@b?Replaces=x%3By>', undefined, 'sip:a@b?Replaces=x%3By', undefined],
    ['sip:a@b;tag=3', undefined, 'sip:a@b', '3'],
    ['<tel:+49301234>;tag="4"', undefined, 'tel:+49301234', '4'],
    ['<sip:a@b>;+sip.instance="<urn:uuid:1>";reg-id=1;tag=5', undefined, 'sip:a@b', '5'],
    ['"" <sip:a@b>', undefined, 'sip:a@b', undefined],
  ])('reads %s', (text, displayName, uri, tag) => {
    const address = parseNameAddress(text);
    expect(address?.displayName).toBe(displayName);
    expect(address?.uri).toBe(uri);
    expect(address && tagOf(address)).toBe(tag);
    expect(address && parseNameAddress(formatNameAddress(address))).toEqual(address);
  });

  it.each([
    '',
    '*',
    'sip:a@b?x=y',
    'sip:a@b,sip:c@d',
    '"open <sip:a@b>',
    '<sip:a@b',
    '< sip:a@b >',
    'Bell, Alexander <sip:a@b>',
    '<sip:a@b>;;',
    '<sip:a@b> x',
    '<nothing>',
    '"a" "b" <sip:a@b>',
  ])('refuses %j', (text) => {
    expect(parseNameAddress(text)).toBe(undefined);
  });

  it('takes one tag in place of another', () => {
    const address = parseNameAddress('<sip:a@b>;tag=old;x=y');
    expect(address && formatNameAddress(withTag(address, 'new'))).toBe('<sip:a@b>;tag=new;x=y');
    expect(address && sipUriOf(address)?.host).toBe('b');
  });
});
