import { beforeAll, expect, it } from 'vitest';
import { EspeakEngine } from './espeak-engine.js';

let engine: EspeakEngine;
beforeAll(async () => {
  engine = await EspeakEngine.load();
});

const secondsOf = (text: string, voice: string, speed = 1): number => {
  let seconds = 0;
  engine.speak({ text, voice, speed }, ({ samples, rateHz }) => {
    seconds += samples.length / rateHz;
    return false;
  });
  return seconds;
};

it.each([
  ['en-us', 'Please hold the line.'],
  ['de', 'Bitte bleiben Sie in der Leitung.'],
  ['cmn', '您好，请稍等。'],
  ['ja', 'おでんわありがとうございます。'],
])('speaks %s', (voice, text) => {
  expect(secondsOf(text, voice)).toBeGreaterThan(0.5);
});

it('refuses a voice it has not, instead of going on with the one it had', () => {
  expect(() => secondsOf('Hallo', 'zh')).toThrow('There is no voice zh');
});

it('speaks faster and slower', () => {
  const text = 'One two three four five six seven eight.';
  expect(secondsOf(text, 'en-us', 2)).toBeLessThan(0.7 * secondsOf(text, 'en-us'));
});

it('stops as soon as it is told', () => {
  let pieces = 0;
  engine.speak({ text: 'One. '.repeat(50), voice: 'en-us', speed: 1 }, () => {
    pieces += 1;
    return pieces === 2;
  });
  expect(pieces).toBe(2);
});

it('reads markup in a text and does not obey it', () => {
  expect(secondsOf('a <break time="20s"/> b', 'en-us')).toBeLessThan(10);
});
