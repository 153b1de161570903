'use client';

import {
  ArrowRightLeft,
  BellRing,
  BookmarkCheck,
  CircleDot,
  CirclePause,
  Code,
  Forward,
  Globe,
  Hourglass,
  Languages,
  type LucideIcon,
  PhoneCall,
  PhoneIncoming,
  PhoneOff,
  Plug,
  Radio,
  Scissors,
  Send,
  StickyNote,
  Tag,
  TriangleAlert,
  UserSearch,
  Users,
  Waypoints,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Icon } from '../../../shared/ui/icon';
import type { Remark } from './remarks';

const icons: Readonly<Record<Remark['kind'], LucideIcon>> = {
  enters: ArrowRightLeft,
  returns: ArrowRightLeft,
  asked: Globe,
  answered: Globe,
  unanswered: Globe,
  code: Code,
  codeFailed: Code,
  line: PhoneCall,
  queue: Users,
  room: Waypoints,
  stepFailed: TriangleAlert,
  flowFailed: TriangleAlert,
  language: Languages,
  comesIn: PhoneIncoming,
  rings: BellRing,
  takenUp: PhoneCall,
  declined: PhoneOff,
  silent: Hourglass,
  cutShort: Scissors,
  answeredBy: UserSearch,
  recording: CircleDot,
  message: Send,
  tag: Tag,
  hold: CirclePause,
  transferAsked: Forward,
  participant: Users,
  publishes: Radio,
  stream: Radio,
  mark: BookmarkCheck,
  bufferFull: TriangleAlert,
  bufferCleared: Scissors,
  native: Send,
  clientBack: Plug,
  noted: StickyNote,
  ended: PhoneOff,
};
const failures = new Set<Remark['kind']>(['unanswered', 'codeFailed', 'stepFailed', 'flowFailed']);

/** A remark in words. @param flowNames names of called flows, by the keys steps name them by */
export const RemarkLine = ({
  remark,
  flowNames,
  isCentred = false,
}: {
  readonly remark: Remark;
  readonly flowNames?: ReadonlyMap<string, string>;
  readonly isCentred?: boolean;
}) => {
  const words = useRemarkWords();
  return (
    <p
      className={`flex items-start gap-1.5 text-sm ${isCentred ? 'justify-center text-center' : ''} ${failures.has(remark.kind) ? 'text-danger' : 'text-ink-2'}`}
    >
      <Icon icon={icons[remark.kind]} size={14} className="mt-px shrink-0" />
      <span className="min-w-0 break-words">{words(remark, flowNames)}</span>
    </p>
  );
};

/** Says remarks in the reader's language. */
export const useRemarkWords = () => {
  const t = useTranslations('calls.remarks');
  return (remark: Remark, flowNames?: ReadonlyMap<string, string>): string => {
    const { atMs: _atMs, seq: _seq, kind, ...values } = remark;
    return 'flow' in values ? t(kind, { flow: flowNames?.get(values.flow) ?? values.flow }) : t(kind, { ...values });
  };
};
