import type { SoundStatistics } from '@callwright/protocol';

/** How one direction of a leg's sound came: packets that were lost and how unevenly they came. */
export type SoundWay = {
  /** Of all packets of that way; null where nobody counted or none came. */
  readonly lossPercent: number | null;
  readonly jitterMs: number | null;
};

/** What people would say of the sound, by the name of its words; the bounds are those of ITU-T G.107 Annex B, as MOS. */
export type Opinion = 'good' | 'fair' | 'poor' | 'bad';

const OPINIONS = [
  ['good', 4.03],
  ['fair', 3.6],
  ['poor', 3.1],
] as const;

/** What people would say of a sound with this estimate. */
export const opinionOf = (mos: number): Opinion => OPINIONS.find(([, least]) => mos >= least)?.[0] ?? 'bad';

/** How their sound came to us. */
export const heardOf = ({ received, lost, jitterMs }: SoundStatistics): SoundWay =>
  received === 0
    ? { lossPercent: null, jitterMs: null }
    : { lossPercent: percentOf(lost, received + lost), jitterMs: Math.round(jitterMs) };

/** How our sound came to them, by their own reports. */
export const saidOf = ({ sent, farLost, farJitterMs }: SoundStatistics): SoundWay => ({
  lossPercent: farLost === null || sent === 0 ? null : percentOf(Math.min(Math.max(0, farLost), sent), sent),
  jitterMs: farJitterMs === null ? null : Math.round(farJitterMs),
});

const percentOf = (part: number, all: number): number => Math.round((part * 1000) / all) / 10;

/** Names people know, of codecs as session descriptions have them (RFC 3551 §6, RFC 7587). */
const CODECS: Readonly<Record<string, string>> = {
  opus: 'Opus',
  pcmu: 'G.711 µ-law',
  pcma: 'G.711 A-law',
  g722: 'G.722',
  l16: 'L16',
};

/** The name of a codec for people. */
export const codecName = (codec: string): string => CODECS[codec.toLowerCase().split('/')[0] ?? ''] ?? codec;
