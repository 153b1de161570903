import { describe, expect, it } from 'vitest';
import { savedValues, valueAt } from './saved-values.js';

const body = { order: { items: [{ id: 'a7' }], total: 12 }, token: 'xyz', none: null };
const keep = (secret: string) => `kept ${secret.length}`;

describe('savedValues', () => {
  it('takes what was asked for out of an answer, and leaves out what is not there', () => {
    const save = [
      { path: 'order.items.0.id', as: 'id' },
      { path: 'order.total', as: 'total' },
      { path: 'order.items.1.id', as: 'second' },
      { path: 'none', as: 'none' },
      { path: 'token.length', as: 'length' },
      { path: 'constructor', as: 'inherited' },
    ];
    expect(savedValues(save, body, keep)).toEqual({ id: 'a7', total: 12, none: null });
  });

  it('keeps secrets back and gives what stands for them', () => {
    const save = [
      { path: 'token', as: 'token', isSecret: true },
      { path: 'order.total', as: 'total', isSecret: true },
    ];
    expect(savedValues(save, body, keep)).toEqual({ token: 'kept 3', total: 'kept 2' });
  });

  it('gives the whole for an empty path, and nothing of nothing', () => {
    expect(valueAt('plain text', '')).toBe('plain text');
    expect(savedValues([{ path: '', as: 'all' }], undefined, keep)).toEqual({});
  });
});
