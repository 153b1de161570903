import { describe, expect, it } from 'vitest';
import { DelayEstimator } from './delay-estimator.js';

const fill = (estimator: DelayEstimator, count: number, latenessOf: (i: number) => number): void => {
  for (let i = 0; i < count; i++) estimator.add(latenessOf(i));
};

describe('what is waited for', () => {
  it('is one packet on an even network, two until it is known', () => {
    const estimator = new DelayEstimator();
    estimator.add(1000);
    expect(estimator.neededMs).toBe(1040);
    fill(estimator, 300, () => 1000);
    expect(estimator.neededMs).toBe(1020);
  });

  it('goes up at once and down slowly', () => {
    const estimator = new DelayEstimator();
    fill(estimator, 300, () => 0);
    fill(estimator, 2, () => 80);
    expect(estimator.neededMs).toBe(80);
    fill(estimator, 100, () => 0);
    expect(estimator.neededMs).toBe(80);
    fill(estimator, 1000, () => 0);
    expect(estimator.neededMs).toBe(20);
  });

  it('leaves the few latest to be lost', () => {
    const estimator = new DelayEstimator();
    fill(estimator, 5000, (i) => (i % 1000 === 999 ? 500 : 0));
    fill(estimator, 900, () => 0);
    expect(estimator.neededMs).toBe(20);
  });

  it('is never more than 200 ms behind the earliest', () => {
    const estimator = new DelayEstimator();
    fill(estimator, 500, (i) => (i % 2) * 700);
    expect(estimator.neededMs).toBe(200);
  });

  it.each([20, -20])('follows a clock that drifts by %i ms again and again', (step) => {
    const estimator = new DelayEstimator();
    let lateness = 0;
    for (let i = 0; i < 300; i++) {
      fill(estimator, 2000, () => lateness);
      expect(estimator.neededMs).toBe(lateness + 20);
      lateness += step;
    }
  });

  it('forgets a sender', () => {
    const estimator = new DelayEstimator();
    fill(estimator, 300, () => 5000);
    estimator.reset();
    estimator.add(0);
    expect(estimator.neededMs).toBe(40);
  });
});
