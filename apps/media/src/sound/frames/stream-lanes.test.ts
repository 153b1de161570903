import { describe, expect, it } from 'vitest';
import type { LaneBatch } from '../../link/lanes.js';
import { StreamLanes } from './stream-lanes.js';

const createBench = () => {
  const carried: LaneBatch[] = [];
  const state = { isBehind: false };
  const carry = ({ items, bytes }: LaneBatch) => void carried.push({ items, bytes: Uint8Array.from(bytes) });
  const lanes = new StreamLanes({ carry, isBehind: () => state.isBehind });
  return { lanes, carried, state };
};
/** After all of a tick. */
const tickEnds = (): Promise<void> => Promise.resolve();

describe('what streams say by lanes', () => {
  it('goes out together, once a tick', async () => {
    const { lanes, carried } = createBench();
    const open = [1, 2, 3].map((lane) => lanes.open(lane));
    for (const lane of open) lane.send(Uint8Array.of(1, 2));
    open[0]?.note({ note: 'overflow' });
    expect(carried).toEqual([]);
    await tickEnds();
    expect(carried).toHaveLength(1);
    expect(carried[0]?.items).toHaveLength(4);
    expect(carried[0]?.bytes).toHaveLength(6);
  });

  it('is left out while the call process does not read, but for notes', async () => {
    const { lanes, carried, state } = createBench();
    const lane = lanes.open(1);
    state.isBehind = true;
    for (let tick = 0; tick < 100; tick++) {
      lane.send(new Uint8Array(640));
      await tickEnds();
    }
    expect(carried).toEqual([]);
    lane.send(new Uint8Array(640));
    lane.note({ note: 'marked', name: 'm', end: 'played' });
    await tickEnds();
    expect(carried).toEqual([
      { items: [{ lane: 1, note: 'marked', name: 'm', end: 'played' }], bytes: new Uint8Array(0) },
    ]);
    state.isBehind = false;
    lane.send(Uint8Array.of(7));
    await tickEnds();
    expect(carried.at(-1)?.bytes).toEqual(Uint8Array.of(7));
  });

  it('is nothing once the lane is closed, either way', async () => {
    const { lanes, carried } = createBench();
    const heard: Uint8Array[] = [];
    const lane = lanes.open(1);
    lane.listen({ onBytes: (bytes) => void heard.push(bytes), onNote: () => undefined });
    lane.close();
    lane.close();
    lane.send(Uint8Array.of(1));
    lanes.receive({ items: [{ lane: 1, count: 1 }], bytes: Uint8Array.of(1) });
    await tickEnds();
    expect([carried, heard, lanes.count]).toEqual([[], [], 0]);
  });
});
