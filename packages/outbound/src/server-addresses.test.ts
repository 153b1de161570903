import { describe, expect, it } from 'vitest';
import { createServerAddresses } from './server-addresses.js';

const lookup = async () => [{ address: '10.0.0.7', family: 4 }];

describe('createServerAddresses', () => {
  it('refuses a name that stands for a private address', async () => {
    const addressesOf = createServerAddresses({ lookup });
    await expect(addressesOf(new URL('ws://inside.example/'))).rejects.toMatchObject({ code: 'http.refusedAddress' });
  });

  it('gives the addresses of a private server that is allowed by name', async () => {
    const addressesOf = createServerAddresses({ lookup, allowPrivate: ['inside.example'] });
    expect(await addressesOf(new URL('wss://inside.example/'))).toEqual([{ address: '10.0.0.7', family: 4 }]);
  });
});
