import { SERVER_TRACK } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import type { Track } from './track.js';
import { TrackSlot } from './track-slot.js';

/** A track that says one level all the time. */
const track = (value: number, more: Partial<Track> = {}): Track => ({
  id: SERVER_TRACK,
  kind: 'file',
  delayMs: 0,
  pull: (block) => void block.fill(value),
  packetOf: () => Uint8Array.of(value),
  close: () => undefined,
  ...more,
});
const slotOf = (...tracks: readonly Track[]): TrackSlot => {
  const slot = new TrackSlot(SERVER_TRACK, 8000);
  for (const one of tracks) slot.addTrack(one);
  return slot;
};
const pulled = (slot: TrackSlot) => {
  slot.pull(0);
  return { level: slot.block[0], packet: slot.packetOf('opus')?.[0] ?? null };
};

describe('a side of a call', () => {
  it('mixes what its tracks say, and has a packet only of what one of them says', () => {
    expect(pulled(slotOf())).toEqual({ level: 0, packet: null });
    expect(pulled(slotOf(track(3)))).toEqual({ level: 3, packet: 3 });
    expect(pulled(slotOf(track(3), track(4)))).toEqual({ level: 7, packet: null });
  });

  it('leaves those out that say nothing, wherever they are', () => {
    const idle = track(0, { isIdle: true });
    expect(pulled(slotOf(idle, track(4), idle))).toEqual({ level: 4, packet: 4 });
    expect(pulled(slotOf(track(3), idle))).toEqual({ level: 3, packet: 3 });
    expect(pulled(slotOf(idle, track(3), track(4)))).toEqual({ level: 7, packet: null });
    expect(pulled(slotOf(idle, idle))).toEqual({ level: 0, packet: null });
  });

  it('has no packet while it is muted or hidden', () => {
    const slot = slotOf(track(3));
    slot.isMuted = true;
    expect(pulled(slot)).toEqual({ level: 0, packet: null });
    slot.isMuted = false;
    slot.hide(true);
    expect(pulled(slot)).toEqual({ level: 3, packet: null });
  });

  it('lets go of tracks that are over, after what they said last', () => {
    let isOver = false;
    const ending: Track = {
      ...track(3),
      get isOver() {
        return isOver;
      },
    };
    const slot = slotOf(track(1), ending);
    expect(pulled(slot).level).toBe(4);
    isOver = true;
    expect(pulled(slot).level).toBe(4);
    expect(pulled(slot)).toEqual({ level: 1, packet: 1 });
  });

  it('has what is set aside on it, and apart from it', () => {
    const slot = slotOf(track(3));
    slot.setAside(track(4));
    expect(pulled(slot)).toEqual({ level: 7, packet: null });
    expect(slot.ownBlock[0]).toBe(3);
    slot.setAside(null);
    expect(pulled(slot)).toEqual({ level: 3, packet: 3 });
    expect(slot.ownBlock[0]).toBe(3);
  });
});
