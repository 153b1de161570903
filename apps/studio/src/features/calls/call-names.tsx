'use client';

import type { CallSummary } from '@callwright/protocol';
import { CircleAlert, CircleCheck, type LucideIcon, PhoneMissed, PhoneOff, Unplug } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Chip } from '../../shared/ui/chip';
import { otherSideOf } from './other-side';
import { type Outcome, outcomeOf } from './outcome';

/** Words of a call that come from its data. */
export type CallNames = {
  /** Who is at the other end. */
  readonly from: string;
  readonly way: string;
  /** What was called: the flow's name, else what was dialled. */
  readonly called: string;
  /** Which version, and by what line where that is not the flow itself. */
  readonly calledBy: string;
};

/** Names of a call for people: never an id. */
export const useCallNames = (): ((call: CallSummary) => CallNames) => {
  const t = useTranslations('calls');
  return (call) => {
    // Of a call that we made, what was dialled is the other end.
    const line = call.direction === 'outbound' || call.to.startsWith('flow:') ? null : call.to;
    const version =
      call.flow && (call.flow.version === null ? t('draft') : t('version', { version: call.flow.version }));
    return {
      from: otherSideOf(call) || t('unknownCaller'),
      way: t(call.direction === 'outbound' ? 'protocol.called' : `protocol.${wayOf(call.protocol)}`),
      called: call.flowName ?? line ?? t('noFlow'),
      calledBy: [version, call.flowName ? line : null].filter(Boolean).join(' · '),
    };
  };
};

const WAYS = {
  'call-websocket': 'browser',
  webrtc: 'browser',
  sip: 'phone',
  offer: 'page',
  dialog: 'gateway',
  takos: 'takos',
  jambonz: 'jambonz',
  freeclimb: 'freeclimb',
} as const;
const isKnown = (protocol: string): protocol is keyof typeof WAYS => Object.hasOwn(WAYS, protocol);
const wayOf = (protocol: string) => (isKnown(protocol) ? WAYS[protocol] : 'program');

const ICONS = {
  live: undefined,
  ringing: undefined,
  completed: CircleCheck,
  hungUp: PhoneMissed,
  theyHungUp: PhoneMissed,
  calledOff: PhoneOff,
  busy: PhoneMissed,
  noAnswer: PhoneMissed,
  rejected: PhoneMissed,
  lost: Unplug,
  failed: CircleAlert,
  ended: PhoneOff,
} satisfies Record<Outcome['name'], LucideIcon | undefined>;

/** How a call stands or ended: icon, word, then colour. */
export const OutcomeChip = ({ call }: { readonly call: CallSummary }) => {
  const t = useTranslations('calls.outcome');
  const { name, tone } = outcomeOf(call);
  return (
    <Chip tone={tone} icon={ICONS[name]} lamp={tone === 'live' ? 'pulse' : undefined}>
      {t(name)}
    </Chip>
  );
};
