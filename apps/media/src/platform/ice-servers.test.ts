import { describe, expect, it } from 'vitest';
import { DEFAULT_ICE_SERVERS, parseIceServers } from './ice-servers.js';

describe('a list of ICE servers', () => {
  it('may be written with slashes and without, with blanks and empty entries', () => {
    expect(parseIceServers(' stun:a.example:3478 ,, STUN://b.example:19302,')).toEqual([
      { urls: ['stun:a.example:3478'] },
      { urls: ['stun:b.example:19302'] },
    ]);
  });

  it('has credentials as they are written, by names in any case', () => {
    expect(parseIceServers('turn://t.example:3478?Username=ann&CREDENTIAL=p%20w=1,turns:[2001:db8::1]:5349')).toEqual([
      { urls: ['turn:t.example:3478'], username: 'ann', credential: 'p%20w=1' },
      { urls: ['turns:[2001:db8::1]:5349'] },
    ]);
  });

  it('has credentials for turn and turns alone', () => {
    expect(parseIceServers('stun:s.example:3478?username=ann&credential=secret')).toEqual([
      { urls: ['stun:s.example:3478'] },
    ]);
  });

  it('keeps how a TURN server is reached, and leaves out other options', () => {
    expect(parseIceServers('turn:t.example:3478?transport=tcp&username=ann&colour=blue')).toEqual([
      { urls: ['turn:t.example:3478?transport=tcp'], username: 'ann' },
    ]);
    expect(parseIceServers('stun:s.example:3478?transport=tcp')).toEqual([{ urls: ['stun:s.example:3478'] }]);
  });

  it('may be empty', () => {
    for (const spec of ['', '  ', ',', 'none', ' None ']) expect(parseIceServers(spec)).toEqual([]);
    expect(parseIceServers(DEFAULT_ICE_SERVERS)).toHaveLength(1);
  });

  it.each([
    ['http://a.example:80', 'entry 1: scheme must be stun:/turn:/turns:'],
    ['stun:a:1,stuns:a.example:1', 'entry 2: scheme must be stun:/turn:/turns:'],
    ['a.example', 'entry 1: scheme must be stun:/turn:/turns:'],
    ['turn:', 'entry 1: a host and a port must follow the scheme'],
    ['turn:a b:1?credential=secret', 'entry 1: a host and a port must follow the scheme'],
  ])('is refused as %s, without a word of its passwords', (spec, message) => {
    expect(() => parseIceServers(spec)).toThrowError(new Error(message));
  });
});
