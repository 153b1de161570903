import { describe, expect, it } from 'vitest';
import { SerialByKey } from './serial-by-key.js';

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

describe('SerialByKey', () => {
  it('runs tasks of one key in turn and of another key meanwhile', async () => {
    const turns = new SerialByKey();
    const done: string[] = [];
    const { open, opened } = gate();
    const first = turns.run('a', async () => {
      await opened;
      done.push('a1');
    });
    const second = turns.run('a', async () => void done.push('a2'));
    await turns.run('b', async () => void done.push('b1'));
    expect(done).toEqual(['b1']);
    open();
    await Promise.all([first, second]);
    expect(done).toEqual(['b1', 'a1', 'a2']);
  });

  it('goes on after a failure and keeps nothing when all is done', async () => {
    const turns = new SerialByKey();
    const failed = turns.run('a', () => Promise.reject(new Error('no')));
    const next = turns.run('a', async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
    await Promise.resolve();
    expect(turns.busyCount).toBe(0);
  });
});
