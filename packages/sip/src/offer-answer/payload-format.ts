import { attributesOf } from './sdp-lines.js';
import type { SdpAttribute, SdpMedia } from './sdp-session.js';
import { type SoundCodec, soundCodecs } from './sound-codec.js';

/** A format of a section: a number, and what it stands for. */
export type PayloadFormat = {
  /** 0 to 127. */
  readonly type: number;
  /** In lower case: names have no case (RFC 4855 §3). */
  readonly name: string;
  readonly clockHz: number;
  readonly channels: number;
  /** a=fmtp, by names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
};

/** Numbers that mean the same without a=rtpmap (RFC 3551 §6); those we know. */
const staticFormats: readonly (readonly [number, Meaning])[] = [
  ...Object.values(soundCodecs).flatMap(({ name, clockHz, channels, staticType }) =>
    staticType === undefined ? [] : [[staticType, { name: name.toLowerCase(), clockHz, channels }] as const],
  ),
  [13, { name: 'cn', clockHz: 8000, channels: 1 }],
];

/**
 * The formats of an RTP section in the order of its m= line, each number once.
 * @param others where a number stands that the section does not explain: some answers leave out what the offer has said
 */
export function formatsOf(media: SdpMedia, others?: SdpMedia): readonly PayloadFormat[] {
  const types = new Set(media.formats.filter((text) => /^\d{1,3}$/.test(text)).map(Number));
  const meanings = new Map([...staticFormats, ...(others === undefined ? [] : rtpmapsOf(others)), ...rtpmapsOf(media)]);
  const parameters = parametersOf(media);
  return [...types].flatMap((type) => {
    const meaning = meanings.get(type);
    if (type > 127 || meaning === undefined) return [];
    return [{ type, ...meaning, parameters: parameters.get(type) ?? new Map() }];
  });
}

/** Which codec of ours a format is; null for others. */
export function codecOf({ name, clockHz, channels }: PayloadFormat): SoundCodec | null {
  for (const codec of codecNames) {
    const ours = soundCodecs[codec];
    if (ours.name.toLowerCase() !== name || !clocksOf(codec).includes(clockHz)) continue;
    // Some write Opus without its two channels.
    return channels === ours.channels || codec === 'opus' ? codec : null;
  }
  return null;
}

/** telephone-event (RFC 4733) at whatever clock. */
export const isKeys = ({ name }: PayloadFormat): boolean => name === 'telephone-event';

/** Comfort noise beside codecs of 8000 Hz (RFC 3389 §4). */
export const isComfortNoise = ({ name, clockHz }: PayloadFormat): boolean => name === 'cn' && clockHz === 8000;

/** a=rtpmap and a=fmtp of a codec of ours. */
export function codecAttributes(codec: SoundCodec, type: number): readonly SdpAttribute[] {
  const { name, clockHz, channels } = soundCodecs[codec];
  const rtpmap = { name: 'rtpmap', value: `${type} ${name}/${clockHz}${channels === 1 ? '' : `/${channels}`}` };
  return codec === 'opus' ? [rtpmap, { name: 'fmtp', value: `${type} ${OUR_OPUS}` }] : [rtpmap];
}

/** a=rtpmap and a=fmtp of keys: all digits, `*`, `#` and A to D. */
export const keysAttributes = (type: number, clockHz: number): readonly SdpAttribute[] => [
  { name: 'rtpmap', value: `${type} telephone-event/${clockHz}` },
  { name: 'fmtp', value: `${type} 0-15` },
];

/** a=rtpmap of comfort noise. */
export const comfortNoiseAttributes = (type: number): readonly SdpAttribute[] => [
  { name: 'rtpmap', value: `${type} CN/8000` },
];

/** RFC 7587 §6.1: a call is heard at 16 kHz at most; lost packets are taken from the next ones. */
const OUR_OPUS = 'maxplaybackrate=16000;useinbandfec=1';

const codecNames = ['opus', 'pcmu', 'pcma', 'g722', 'l16'] as const satisfies readonly SoundCodec[];

/** Some telephones write the clock that G.722 would have if history had gone otherwise. */
const clocksOf = (codec: SoundCodec): readonly number[] =>
  codec === 'g722' ? [8000, 16_000] : [soundCodecs[codec].clockHz];

type Meaning = Pick<PayloadFormat, 'name' | 'clockHz' | 'channels'>;

/** a=rtpmap by number; of two for the same the first. */
function rtpmapsOf(media: SdpMedia): ReadonlyMap<number, Meaning> {
  const meanings = new Map<number, Meaning>();
  for (const value of attributesOf(media.attributes, 'rtpmap')) {
    const match = /^(\d{1,3})\s+([^/\s]{1,64})\s*\/\s*(\d{1,6})(?:\s*\/\s*(\d{1,2}))?$/.exec(value);
    if (match === null || meanings.has(Number(match[1]))) continue;
    const name = (match[2] ?? '').toLowerCase();
    meanings.set(Number(match[1]), { name, clockHz: Number(match[3]), channels: Number(match[4] ?? 1) });
  }
  return meanings;
}

/** a=fmtp by number. Semicolons part parameters, names come before equals signs; what is not written so is passed over. */
function parametersOf(media: SdpMedia): ReadonlyMap<number, ReadonlyMap<string, string>> {
  const byType = new Map<number, Map<string, string>>();
  for (const value of attributesOf(media.attributes, 'fmtp')) {
    const [, number, text = ''] = /^(\d{1,3})\s+(.*)$/.exec(value) ?? [];
    if (number === undefined) continue;
    const parameters = byType.get(Number(number)) ?? new Map<string, string>();
    byType.set(Number(number), parameters);
    for (const part of text.split(';')) {
      const [name = '', ...rest] = part.split('=');
      if (rest.length > 0) parameters.set(name.trim().toLowerCase(), rest.join('=').trim());
    }
  }
  return byType;
}
