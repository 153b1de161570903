import { expect, it } from 'vitest';
import { OneSound } from './one-sound';

const blob = new Blob(['x']);
const set = () => {
  const ends: (() => void)[] = [];
  const told: string[] = [];
  let stops = 0;
  const sound = new OneSound({
    play: async (_sound, onEnd) => void ends.push(onEnd),
    stop: () => {
      stops += 1;
    },
  });
  sound.subscribe(() => told.push(`${sound.heard.state}${'of' in sound.heard ? ` ${sound.heard.of}` : ''}`));
  return { sound, ends, told, stopCount: () => stops };
};

it('is fetched, played and over', async () => {
  const { sound, ends, told } = set();
  await sound.play('a', async () => blob);
  ends[0]?.();
  expect(told).toEqual(['loading a', 'playing a', 'silent']);
});

it('gives way to another, whose end it does not take for its own', async () => {
  const { sound, ends, told } = set();
  await sound.play('a', async () => blob);
  await sound.play('b', async () => blob);
  ends[0]?.();
  expect(told).toEqual(['loading a', 'playing a', 'silent', 'loading b', 'playing b']);
});

it('is given up while it is being fetched, and says what went wrong otherwise', async () => {
  const { sound, told } = set();
  let isGivenUp = false;
  const fetching = sound.play(
    'a',
    (signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          isGivenUp = true;
          reject(signal.reason);
        }),
      ),
  );
  sound.stop();
  await fetching;
  await sound.play('b', () => Promise.reject(new Error('no voice')));
  expect([isGivenUp, told]).toEqual([true, ['loading a', 'silent', 'loading b', 'failed b']]);
});
