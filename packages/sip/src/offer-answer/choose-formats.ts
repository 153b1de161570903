import type { ChosenFormats } from './agree.js';
import type { LocalSound } from './local-sound.js';
import type { PlannedFormat } from './our-session.js';
import {
  codecAttributes,
  codecOf,
  comfortNoiseAttributes,
  formatsOf,
  isComfortNoise,
  isKeys,
  keysAttributes,
  type PayloadFormat,
} from './payload-format.js';
import type { SdpMedia } from './sdp-session.js';
import { soundCodecs } from './sound-codec.js';

/** Of the formats offered: one codec, with keys and comfort noise that go with it; null when we speak none. */
export function chooseFormats(media: SdpMedia, local: LocalSound): ChosenFormats | null {
  const offered = formatsOf(media);
  const sounds = offered.flatMap((sound) => {
    const codec = codecOf(sound);
    return codec !== null && local.codecs.includes(codec) ? [{ codec, sound }] : [];
  });
  const ours = local.codecs.flatMap((codec) => sounds.find((each) => each.codec === codec) ?? []);
  const chosen = local.codecOrder === 'ours' ? ours[0] : sounds[0];
  if (chosen === undefined) return null;
  const { clockHz } = soundCodecs[chosen.codec];
  return {
    ...chosen,
    keys: local.hasKeys === false ? undefined : keysBeside(offered.filter(isKeys), clockHz),
    comfortNoise: local.hasComfortNoise === true && clockHz === 8000 ? offered.find(isComfortNoise) : undefined,
  };
}

/** Keys of the clock of the sound they come with (RFC 4733 §2.6); of another when there are no others. */
export const keysBeside = (keys: readonly PayloadFormat[], clockHz: number): PayloadFormat | undefined =>
  keys.find((each) => each.clockHz === clockHz) ?? keys[0];

/** Formats as our answer writes them. */
export const answeredFormats = ({ codec, sound, keys, comfortNoise }: ChosenFormats): readonly PlannedFormat[] => [
  { type: sound.type, attributes: codecAttributes(codec, sound.type) },
  ...(comfortNoise === undefined
    ? []
    : [{ type: comfortNoise.type, attributes: comfortNoiseAttributes(comfortNoise.type) }]),
  ...(keys === undefined ? [] : [{ type: keys.type, attributes: keysAttributes(keys.type, keys.clockHz) }]),
];
