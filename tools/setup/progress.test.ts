import { expect, it } from 'vitest';
import { createProgress } from './progress.mjs';

it('says what begins, that it goes on, and how long it took', async () => {
  const lines: string[] = [];
  let finish: () => void = () => undefined;
  const progress = createProgress({
    heartbeatMs: 1,
    write: (line) => {
      lines.push(line);
      if (line.includes('half way')) finish();
    },
  });
  const work = new Promise<string>((resolve) => {
    finish = () => resolve('built');
  });
  const result = await progress.step(
    'Building',
    () => work,
    () => 'half way',
  );
  expect(result).toBe('built');
  expect(lines[0]).toBe('> Building');
  expect(lines.at(-1)).toMatch(/^ {2}done in \d+\.\d s$/);
});

it('does not say done when the work fails', async () => {
  const lines: string[] = [];
  const progress = createProgress({ write: (line) => lines.push(line) });
  await expect(progress.step('Building', () => Promise.reject(new Error('no compiler')))).rejects.toThrow(
    'no compiler',
  );
  expect(lines).toEqual(['> Building']);
});
