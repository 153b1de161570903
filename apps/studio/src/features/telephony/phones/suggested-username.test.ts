import { createSipUser } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { suggestedUsername } from './suggested-username';

describe('a suggested user name', () => {
  it.each([
    ['Dr. Åsa Lund', 'dr.asa.lund'],
    ['Reception 2', 'reception.2'],
    ['  Ana-María  ', 'ana.maria'],
    ['李', ''],
  ])('of %s is %s', (name, username) => {
    expect(suggestedUsername(name)).toBe(username);
  });

  it('is one that is taken, however long the name', () => {
    const username = suggestedUsername('Lady '.repeat(40));
    expect(createSipUser.shape.username.safeParse(username).success).toBe(true);
  });
});
