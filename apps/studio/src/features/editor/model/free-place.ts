import type { FlowDocument } from '@callwright/protocol';
import type { Point } from './command';

/** The room a step takes, with some air around it. */
const ROOM = { width: 280, height: 230 } as const;
const STEP_DOWN = 40;
const MOST_TRIES = 200;

/** The place nearest below `at` where a new step covers no other. */
export const freePlace = ({ layout }: FlowDocument, at: Point): Point => {
  const taken = Object.values(layout.nodes);
  const isFree = ({ x, y }: Point) =>
    taken.every((one) => Math.abs(one.x - x) >= ROOM.width || Math.abs(one.y - y) >= ROOM.height);
  for (let count = 0; count < MOST_TRIES; count++) {
    const place = { x: at.x, y: at.y + count * STEP_DOWN };
    if (isFree(place)) return place;
  }
  return at;
};
