import { describe, expect, it } from 'vitest';
import { fallSlowly, levelOf } from './sound-level';

const sine = (amplitude: number) => Float32Array.from({ length: 512 }, (_, at) => amplitude * Math.sin(at / 5));

describe('levelOf', () => {
  it('is nothing for silence and full for a shout', () => {
    expect(levelOf(new Float32Array(512))).toBe(0);
    expect(levelOf(new Float32Array(0))).toBe(0);
    expect(levelOf(sine(1))).toBe(1);
  });

  it('rises with loudness, and shows quiet speech well above nothing', () => {
    const levels = [0.005, 0.02, 0.1, 0.3].map((amplitude) => levelOf(sine(amplitude)));
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
    expect(levels[1]).toBeGreaterThan(0.2);
  });
});

describe('fallSlowly', () => {
  it('jumps up and sinks by steps', () => {
    expect(fallSlowly(0.1, 0.9)).toBe(0.9);
    const sunk = fallSlowly(0.9, 0);
    expect(sunk).toBeLessThan(0.9);
    expect(sunk).toBeGreaterThan(0.7);
  });
});
