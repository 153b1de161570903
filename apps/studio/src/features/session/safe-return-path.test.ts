import { describe, expect, it } from 'vitest';
import { safeReturnPath } from './safe-return-path';

describe('safeReturnPath', () => {
  it('goes back to a page of ours', () => {
    expect(safeReturnPath('/flows/f-1')).toBe('/flows/f-1');
  });
  it('goes to Home when nothing was wanted', () => {
    expect(safeReturnPath(null)).toBe('/');
  });
  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)'])(
    'does not follow %s',
    (wanted) => {
      expect(safeReturnPath(wanted)).toBe('/');
    },
  );
});
