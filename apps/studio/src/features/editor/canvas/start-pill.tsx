'use client';

import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { PhoneIncoming } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { Icon } from '../../../shared/ui/icon';

/** Where every call begins. */
export type StartNode = Node<
  {
    /** Names dialled to reach the flow. */
    readonly endpoints: string;
    readonly isOnPath: boolean;
    readonly isEditable: boolean;
  },
  'start'
>;

/** Identity of the start on the canvas; no step can have it. */
export const START_ID = '/start';

/** "Call comes in": the start of every flow, always left of its first step. */
export const StartPill = memo(({ data }: NodeProps<StartNode>) => {
  const t = useTranslations('editor.canvas');
  return (
    <div className="start-pill" title={t('callComesIn')} data-call={data.isOnPath || undefined}>
      <Icon icon={PhoneIncoming} />
      <div>
        {t('callComesIn')}
        {data.endpoints !== '' && <small>{data.endpoints}</small>}
      </div>
      <Handle
        type="source"
        position={Position.Right}
        id="start"
        className="port"
        isConnectable={data.isEditable}
        isConnectableEnd={false}
      />
    </div>
  );
});
