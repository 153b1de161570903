import { protocolName } from '@callwright/protocol';
import { expect, it } from 'vitest';
import { lineAddress } from './line-address';

it('names the line to platforms, on a socket or on the web as they call', () => {
  expect(lineAddress('jambonz', 'https://calls.example', 'support')).toBe('wss://calls.example/jambonz/support');
  expect(lineAddress('freeclimb', 'https://calls.example/', 'support')).toBe('https://calls.example/freeclimb/support');
  expect(lineAddress('dialog', 'http://127.0.0.1:3002', '+49 30')).toBe(
    'ws://127.0.0.1:3002/ws/dialog?line=%2B49%2030',
  );
});

it('holds a place for a name that is still to be written', () => {
  expect(lineAddress('jambonz', 'https://calls.example', ' ')).toBe('wss://calls.example/jambonz/…');
});

it('is there for everything but telephones', () => {
  const without = protocolName.options.filter((one) => lineAddress(one, 'https://calls.example', 'a') === null);
  expect(without).toEqual(['sip']);
});
