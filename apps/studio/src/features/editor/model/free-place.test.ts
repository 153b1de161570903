import { emptyDocument } from '@callwright/nodes';
import { describe, expect, it } from 'vitest';
import { freePlace } from './free-place';

const withSteps = (...places: readonly { readonly x: number; readonly y: number }[]) => {
  const empty = emptyDocument();
  const nodes = Object.fromEntries(places.map((place, at) => [`n${at}`, place]));
  return { ...empty, layout: { ...empty.layout, nodes } };
};

describe('room for a new step', () => {
  it('is where it was asked for when nothing is there', () => {
    expect(freePlace(withSteps({ x: 0, y: 0 }), { x: 400, y: 10 })).toEqual({ x: 400, y: 10 });
  });
  it('is below what is there', () => {
    expect(freePlace(withSteps({ x: 0, y: 0 }, { x: 30, y: 240 }), { x: 10, y: 0 })).toEqual({ x: 10, y: 480 });
  });
});
