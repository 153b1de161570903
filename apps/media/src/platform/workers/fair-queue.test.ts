import { expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';

const drain = (queue: FairQueue<string>): string[] => {
  const items: string[] = [];
  for (let item = queue.shift(); item; item = queue.shift()) items.push(item);
  return items;
};

it('lets lanes take turns and keeps the order of each', () => {
  const queue = new FairQueue<string>();
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', item);
  queue.push('b', 'b1');
  queue.push('c', 'c1');
  expect(queue.size).toBe(5);
  expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  expect(queue.size).toBe(0);
});

it('takes an item out of turn, and only when it waits', () => {
  const queue = new FairQueue<string>();
  queue.push('a', 'a1');
  queue.push('b', 'b1');
  expect(queue.remove('a', 'a1')).toBe(true);
  expect(queue.remove('a', 'a1')).toBe(false);
  expect(queue.remove('c', 'b1')).toBe(false);
  expect(drain(queue)).toEqual(['b1']);
});
