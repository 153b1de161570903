import type { NodeFamily } from '@callwright/flow-engine';
import type { LucideIcon } from 'lucide-react';
import { Icon } from './icon';

const SHAPES = {
  speak: 'size-[26px] rounded-[13px_13px_13px_3px] bg-speak-soft text-speak',
  hear: 'size-[26px] rounded-full bg-hear-soft text-hear',
  decide: '-m-[3px] size-8 [clip-path:polygon(50%_0,100%_50%,50%_100%,0_50%)] bg-decide-soft text-decide',
  connect: 'size-[26px] rounded-[3px_13px_13px_3px] bg-connect-soft text-connect',
  data: 'size-[26px] rounded-tag bg-data-soft text-data',
  end: 'size-[26px] [clip-path:polygon(29%_0,71%_0,100%_29%,100%_71%,71%_100%,29%_100%,0_71%,0_29%)] bg-end text-surface',
} satisfies Record<NodeFamily, string>;

/** The sign of a step: the shape of its family with the icon of its kind. The name stands beside it. */
export const FamilyShape = ({
  family,
  icon,
  isFaded = false,
}: {
  readonly family: NodeFamily;
  readonly icon: LucideIcon;
  readonly isFaded?: boolean;
}) => (
  <span
    aria-hidden
    data-family={family}
    className={`grid shrink-0 place-items-center ${SHAPES[family]} ${isFaded ? 'opacity-50' : ''}`}
  >
    <Icon icon={icon} size={15} />
  </span>
);
