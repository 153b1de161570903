import { sipUserResource } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { isOnlyHere, phoneServer, phoneSettings, placeOfContact } from './phone-settings';

const user = (password?: string) =>
  sipUserResource.parse({
    id: 'u1',
    username: 'anna',
    displayName: 'Anna',
    realm: 'callwright',
    callerId: null,
    mayDialOut: false,
    isEnabled: true,
    needsPassword: false,
    createdAt: '',
    phones: [],
    ...(password && { password }),
  });

describe('what is typed into a telephone', () => {
  it('has a port only where it is not the usual one', () => {
    expect(phoneServer('phones.example', 5060)).toBe('phones.example');
    expect(phoneServer('phones.example', null)).toBe('phones.example');
    expect(phoneServer('192.0.2.1', 5070)).toBe('192.0.2.1:5070');
    expect(phoneServer('2001:db8::1', 5070)).toBe('[2001:db8::1]:5070');
    expect(phoneServer('[2001:db8::1]', 5060)).toBe('[2001:db8::1]');
  });

  it('names the password only when it was made just now', () => {
    const names = (password?: string) => phoneSettings(user(password), 'x').map(({ name }) => name);
    expect(names('secret')).toEqual(['server', 'user', 'password', 'realm']);
    expect(names()).toEqual(['server', 'user', 'realm']);
  });

  it('knows names that mean each machine itself', () => {
    expect(['localhost', '127.0.0.1', '[::1]'].every(isOnlyHere)).toBe(true);
    expect(isOnlyHere('phones.example')).toBe(false);
  });
});

describe('where a telephone is', () => {
  it.each([
    ['sip:anna@192.0.2.7:5060;transport=udp', '192.0.2.7:5060'],
    ['<sip:anna-0x1@[2001:db8::7]:5062;ob>', '[2001:db8::7]:5062'],
    ['sips:phone.example', 'phone.example'],
    ['something else', 'something else'],
  ])('%s is at %s', (contact, place) => {
    expect(placeOfContact(contact)).toBe(place);
  });
});
