import { defineNode, type NodeContext } from '@callwright/flow-engine';
import { definition, type Share, type SplitConfig, totalOf } from './definition.js';
import { fractionOf } from './fraction.js';

/** Draws a way, or finds the caller's own, and leaves by it at once. */
export const node = defineNode<SplitConfig, null>({
  definition,
  enter(config, context) {
    const exit = shareAt(config.shares, drawn(config, context));
    return { next: 'exit', exit, ...(config.saveAs !== '' && { set: { [config.saveAs]: exit } }) };
  },
  on: () => ({ next: 'wait', local: null }),
});

const drawn = ({ isSticky, stickyBy }: SplitConfig, { render, random, nodeId }: NodeContext): number => {
  const caller = isSticky ? render(stickyBy).trim() : '';
  // With the step in it, one split does not decide the next.
  return caller === '' ? random() : fractionOf(`${nodeId} ${caller}`);
};

// A draft may have shares that are not 100 together: they count in proportion.
const shareAt = (shares: readonly Share[], fraction: number): string => {
  const possible = shares.filter(({ percent }) => percent > 0);
  let left = fraction * totalOf(possible);
  const taken = possible.find(({ percent }) => {
    left -= percent;
    return left < 0;
  });
  return (taken ?? possible.at(-1) ?? shares[0])?.id ?? '';
};
