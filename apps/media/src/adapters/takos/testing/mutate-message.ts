import type { Chance } from '../../seeded-chance.js';

/** Values no client means: of other types, beyond every range, or of no length. */
const strange: readonly unknown[] = [
  ...[null, true, '', [], {}, -1, 0, 0.5, 127, 128, 255, 256, 65_536, 0xffff_ffff, 0x1_0000_0000, 1e308, -1e308],
  ...[
    'audio',
    'video',
    'send',
    'recv',
    'opus',
    'audio/opus',
    'video/VP8',
    'video/rtx',
    'x'.repeat(300),
    '\u0000',
    '{}',
  ],
];

/** A message with one or two things wrong with it, mostly still JSON: values put in the place of others, left out, doubled. */
export const mutateMessage = (message: object, chance: Chance): string => {
  let text = JSON.stringify(message);
  for (let count = chance(3) === 0 ? 2 : 1; count > 0; count -= 1)
    text = chance(8) === 0 ? changeText(text, chance) : changeValue(text, chance);
  return text;
};

const changeText = (text: string, chance: Chance): string => {
  const at = chance(text.length + 1);
  switch (chance(4)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(chance(256)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + chance(4));
    default:
      return text.slice(0, at) + text.slice(Math.max(0, at - chance(20)));
  }
};

type Place = { readonly holder: Record<string, unknown>; readonly key: string };

const changeValue = (text: string, chance: Chance): string => {
  const message = parse(text);
  const places = placesIn(message);
  const place = places[chance(Math.max(1, places.length))];
  if (!place) return text;
  const { holder, key } = place;
  const other = places[chance(places.length)];
  const way = chance(8);
  if (way === 0) delete holder[key];
  else if (way === 1 && other) holder[key] = structuredClone(other.holder[other.key]);
  else if (way === 2 && Array.isArray(holder[key])) holder[key] = [...holder[key], ...holder[key]];
  else if (way === 3) holder[key] = strange[chance(strange.length)];
  else holder[key] = likeIt(holder[key], chance);
  return JSON.stringify(message);
};

// Another value of the same type, so that the message goes further in before it is found wrong, if it is at all.
const likeIt = (value: unknown, chance: Chance): unknown => {
  if (typeof value === 'number') return chance(2) === 0 ? chance(200) : chance(0x1_0000_0000);
  if (typeof value === 'string') return `${value}${chance(10)}`;
  return typeof value === 'boolean' ? !value : value;
};

const placesIn = (value: unknown): readonly Place[] => {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // It was broken before; then that is what is wrong with it.
    return null;
  }
};
