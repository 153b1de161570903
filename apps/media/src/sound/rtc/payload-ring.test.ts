import { expect, it } from 'vitest';
import { PayloadRing } from './payload-ring.js';

it('keeps what waits when its packet is gone, however long it is, until 256 more have come', () => {
  const ring = new PayloadRing();
  const network = new Uint8Array(400);
  const copies = Array.from({ length: 256 }, (_, n) => ring.copy(network.subarray(0, 1 + ((n * 7) % 400)).fill(n)));
  network.fill(255);
  for (const [n, copy] of copies.entries()) expect(copy).toEqual(new Uint8Array(1 + ((n * 7) % 400)).fill(n));
});
