import { expect, it } from 'vitest';
import { estimateMos } from './e-model.js';

it.each([
  // R = 93.2: ITU-T G.107 annex B gives 4.41.
  [0, 0, 4.41],
  // Id = 3.6 at 150 ms; 7.2 + 13.5 at 300 ms.
  [150, 0, 4.34],
  [300, 0, 3.71],
  // Ie,eff = 95 · 5 / 30.1 = 15.8.
  [0, 0.05, 3.93],
  // Silence: 95 · 100 / 125.1 = 75.9.
  [0, 1, 1.18],
  [2000, 0.5, 1],
])('sound %i ms late of which %d is lost is worth %d', (delayMs, lostShare, mos) => {
  expect(estimateMos({ delayMs, lostShare })).toBeCloseTo(mos, 1);
});
