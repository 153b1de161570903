'use client';

import type { CallLeg, CallResource, SoundStatistics } from '@callwright/protocol';
import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { Chip } from '../../../../shared/ui/chip';
import { Icon } from '../../../../shared/ui/icon';
import { Table } from '../../../settings/section';
import { legOutcomeOf, otherSideOf } from '../../other-side';
import { codecName, heardOf, opinionOf, type SoundWay, saidOf } from './sound-words';

const TONES = { good: 'ok', fair: 'plain', poor: 'warning', bad: 'danger' } as const;

/** How each leg of a call sounded: the call itself, then those it made. */
export const LegsTable = ({ call }: { readonly call: CallResource }) => {
  const t = useTranslations('calls.detail.phoneLine');
  return (
    <Table
      head={
        <>
          <th scope="col">{t('leg')}</th>
          <th scope="col">{t('opinion')}</th>
          <th scope="col">{t('heard')}</th>
          <th scope="col">{t('said')}</th>
          <th scope="col">{t('codec')}</th>
          <th scope="col">{t('roundTrip')}</th>
        </>
      }
    >
      <tr>
        <td>
          <span className="font-semibold">{t('thisCall')}</span>
        </td>
        <SoundCells sound={call.sound} />
      </tr>
      {call.legs.map((leg) => (
        <tr key={leg.id}>
          <td>
            <LegName leg={leg} />
          </td>
          <SoundCells sound={leg.sound} />
        </tr>
      ))}
    </Table>
  );
};

const LegName = ({ leg }: { readonly leg: CallLeg }) => {
  const t = useTranslations('calls.detail.phoneLine');
  const { name, tone } = legOutcomeOf(leg);
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Icon icon={ArrowRight} size={14} className="text-ink-3" />
      <Link href={`/calls/${encodeURIComponent(leg.id)}`} className="text-accent tabular-nums hover:underline">
        {otherSideOf(leg) || t('unknown')}
      </Link>
      <Chip tone={tone}>{t(`legs.${name}`)}</Chip>
    </span>
  );
};

const SoundCells = ({ sound }: { readonly sound: SoundStatistics | null }) => {
  const t = useTranslations('calls.detail.phoneLine');
  const format = useFormatter();
  if (!sound)
    return (
      <td colSpan={5} className="text-ink-3">
        {t('noSound')}
      </td>
    );
  const opinion = opinionOf(sound.mos);
  const isHeard = sound.received > 0;
  return (
    <>
      <td>
        {isHeard ? (
          <span className="flex items-center gap-2 whitespace-nowrap">
            <Chip tone={TONES[opinion]}>{t(`opinions.${opinion}`)}</Chip>
            <span className="text-sm text-ink-3 tabular-nums">
              {t('mos', { mos: format.number(sound.mos, { minimumFractionDigits: 1, maximumFractionDigits: 1 }) })}
            </span>
          </span>
        ) : (
          <Chip tone="warning">{t('nothingHeard')}</Chip>
        )}
      </td>
      <td>{isHeard ? <Way way={heardOf(sound)} /> : <span className="text-ink-3">{t('nothing')}</span>}</td>
      <td>
        <Way way={saidOf(sound)} />
      </td>
      <td className="whitespace-nowrap">
        {codecName(sound.codec)}
        {sound.isEncrypted && <span className="text-sm text-ink-3"> {t('encrypted')}</span>}
      </td>
      <td className="whitespace-nowrap tabular-nums">
        {sound.rttMs === null ? <Unknown /> : t('ms', { ms: Math.round(sound.rttMs) })}
      </td>
    </>
  );
};

const Way = ({ way: { lossPercent, jitterMs } }: { readonly way: SoundWay }) => {
  const t = useTranslations('calls.detail.phoneLine');
  if (lossPercent === null && jitterMs === null) return <Unknown />;
  return (
    <span className="tabular-nums">
      {lossPercent !== null && (lossPercent === 0 ? t('lostNone') : t('lost', { percent: lossPercent }))}
      {jitterMs !== null && <span className="block text-sm text-ink-3">{t('jitter', { ms: jitterMs })}</span>}
    </span>
  );
};

const Unknown = () => <span className="text-ink-3">{useTranslations('calls.detail.phoneLine')('notTold')}</span>;
