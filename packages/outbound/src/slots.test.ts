import { expect, it } from 'vitest';
import { NOBODY, Slots } from './slots.js';

const never = new AbortController().signal;
const begun = (slots: Slots, owners: readonly string[]) => {
  const order: string[] = [];
  for (const owner of owners) {
    void slots.enter(owner, never).then(
      () => order.push(owner),
      ({ code }) => order.push(code),
    );
  }
  return order;
};
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

it('leaves places to others while one owner would take them all', async () => {
  const slots = new Slots(4, 8);
  const order = begun(slots, ['a', 'a', 'a', 'a', 'b', 'b']);
  await settled();
  expect(order).toEqual(['a', 'a', 'a', 'b']);
  slots.leave('b');
  await settled();
  expect(order.slice(4)).toEqual(['b']);
  slots.leave('a');
  await settled();
  expect(order.slice(5)).toEqual(['a']);
});

it('leaves room to wait to others, and is whole again when all have left', async () => {
  const slots = new Slots(1, 4);
  const order = begun(slots, ['a', 'a', 'a', 'a', 'a', 'b', 'b']);
  await settled();
  expect(order).toEqual(['a', 'http.busy', 'http.busy']);
  for (const owner of ['a', 'a', 'a', 'a', 'b']) {
    slots.leave(owner);
    await settled();
  }
  expect(order.slice(3)).toEqual(['a', 'a', 'a', 'b']);
});

it('may be taken by nobody in particular to the last', async () => {
  const slots = new Slots(2, 2);
  const order = begun(slots, [NOBODY, NOBODY, NOBODY, NOBODY, NOBODY]);
  await settled();
  expect(order).toEqual([NOBODY, NOBODY, 'http.busy']);
});
