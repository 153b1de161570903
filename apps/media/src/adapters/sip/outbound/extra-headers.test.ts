import { describe, expect, it } from 'vitest';
import { extra } from './extra-headers.js';

const written = (headers: Record<string, string>, trunk?: { passesCallerId: boolean }) =>
  extra({ headers, option: { sip: { headers: { 'X-Of-Option': '1' } } } }, trunk);

describe('headers that somebody puts on a call', () => {
  it('are those of the option and of the order, in bounds', () => {
    expect(written({ 'X-Order': '7' })).toEqual({ 'X-Of-Option': '1', 'X-Order': '7' });
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`X-${i}`, 'y'.repeat(5000)]));
    expect(Object.keys(written(many))).toHaveLength(32);
    expect(written(many)['X-0']).toHaveLength(512);
  });

  it.each([
    'Route',
    'FROM',
    'Proxy-Require',
    'f',
    't',
    'i',
    'm',
    'l',
    'c',
    'e',
    'k',
    'v',
    'X',
    'a b',
    'x:y',
    'x\r\ny',
    '',
  ])('are not the protocol’s own: %j', (name) =>
    expect(written({ [name]: '<sip:evil@example.com>' })).toEqual({ 'X-Of-Option': '1' }),
  );

  it('say who calls only where the trunk shows other numbers than its own', () => {
    const forged = { 'P-Asserted-Identity': '<tel:+4930110>', 'remote-party-id': '<tel:+4930110>', Identity: 'x' };
    expect(written(forged, { passesCallerId: true })).toMatchObject(forged);
    expect(written(forged, { passesCallerId: false })).toEqual({ 'X-Of-Option': '1' });
  });
});
