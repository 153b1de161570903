import { describe, expect, it } from 'vitest';
import { rememberedValues } from './remembered-values.js';
import { SecretVault } from './secret-vault.js';

const emptyVault = () => {
  let count = 0;
  return new SecretVault(() => `${++count}`);
};
const asked = (url: string, ...save: { path: string; as: string; isSecret?: boolean }[]) => ({
  url,
  headers: [],
  save,
});

describe('what a flow remembers of an answer', () => {
  it('is none of the secrets that were sent, whatever the answer repeats', () => {
    const vault = emptyVault();
    const pin = vault.keep('4711');
    const request = { ...asked('https://x.example', { path: '', as: 'all' }), body: `{"pin":"${pin}"}` };
    expect(rememberedValues(request, { got: { pin: '4711' } }, vault)).toEqual({ all: { got: { pin } } });
  });

  it('is no secret of the call that is too long for a coincidence, though it was sent before; a short one may be', () => {
    const vault = emptyVault();
    const [card] = [vault.keep('4111111111111111'), vault.keep('4711')];
    const request = asked('https://x.example', { path: 'card', as: 'card' }, { path: 'total', as: 'total' });
    expect(rememberedValues(request, { card: '4111111111111111', total: 4711 }, vault)).toEqual({ card, total: 4711 });
  });

  it('is a reference where the answer is secret, also where the same is asked for openly', () => {
    const vault = emptyVault();
    const request = asked('https://x.example', { path: 'token', as: 'token', isSecret: true }, { path: '', as: 'all' });
    const values = rememberedValues(request, { token: 't0p', id: 7 }, vault);
    expect(values).toEqual({ token: '⟦1⟧', all: { token: '⟦1⟧', id: 7 } });
    expect(vault.reveal('⟦1⟧')).toBe('t0p');
  });

  it('is what stands for secrets of the workspace that are repeated', () => {
    const request = asked('https://x.example', { path: 'headers', as: 'headers' });
    const body = { headers: { authorization: 'Bearer s3cret' } };
    expect(rememberedValues(request, body, emptyVault(), [['***', 's3cret']])).toEqual({
      headers: { authorization: 'Bearer ***' },
    });
  });
});
