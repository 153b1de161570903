import { expect, it } from 'vitest';
import { QuietGate } from './quiet-gate.js';

const QUIET = 0.0003;
const NOISE = 0.003;
const VOICE = 0.05;

/** Frames of one level, all found to be as probable. @returns how many of them had to be judged */
const hear = (gate: QuietGate, level: number, frameCount: number, probability = 0.01) => {
  let judged = 0;
  for (let n = 0; n < frameCount; n += 1) {
    if (gate.maySkip(level)) continue;
    judged += 1;
    gate.judged(probability);
  }
  return judged;
};

it('leaves lasting quiet out, but for a frame now and then', () => {
  const gate = new QuietGate();
  expect(hear(gate, QUIET, 8)).toBe(8);
  expect(hear(gate, QUIET, 160)).toBe(10);
});

it('judges the first frame that is louder, and all until it has been quiet for a while', () => {
  const gate = new QuietGate();
  hear(gate, QUIET, 100);
  expect(gate.maySkip(VOICE)).toBe(false);
  gate.judged(0.01);
  expect(hear(gate, QUIET, 7)).toBe(7);
});

it('goes on judging quiet that the model takes for speech', () => {
  const gate = new QuietGate();
  expect(hear(gate, QUIET, 50, 0.3)).toBe(50);
});

it('learns the noise of a line, and hears what is a little louder', () => {
  const gate = new QuietGate();
  hear(gate, NOISE, 100);
  expect(hear(gate, NOISE, 160)).toBe(10);
  expect(gate.maySkip(NOISE * 1.5)).toBe(false);
});

it('judges all of a loud line, whatever it holds', () => {
  const gate = new QuietGate();
  expect(hear(gate, VOICE, 100)).toBe(100);
});

it('finds the quiet of a line again that has become louder', () => {
  const gate = new QuietGate();
  hear(gate, QUIET, 100);
  expect(hear(gate, NOISE, 400)).toBeLessThan(320);
});
