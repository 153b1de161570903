import { decodeG711, encodeG711, levelDb, resample } from '@callwright/audio';
import { createUniform } from '../../speech/test-noise.js';
import { createTestVoices, testVoices } from '../../speech/test-voices.js';

const RATE_HZ = 8000;
/** Each sentence is heard at so many speeds, which are pitches too: children to slow men. */
const SPEEDS = [0.78, 0.85, 0.92, 1, 1.08, 1.16, 1.25, 1.35] as const;
const who = [
  'the doctor',
  'my sister',
  'our neighbour',
  'a friend of mine',
  'the plumber',
  'that company',
  'everybody',
  'she',
];
const did = [
  'called',
  'told me about',
  'wanted to see',
  'was asking for',
  'never paid for',
  'sent back',
  'remembered',
  'sold',
];
const what = [
  'the blue umbrella',
  'an old piano',
  'two tickets to the opera',
  'nothing but coffee',
  'the keys of the boat',
  'a letter from Vienna',
  'seven eggs and a loaf of bread',
  'her new address',
  'the bill of last month',
  'a quiet room',
];
const when = [
  'on Tuesday morning',
  'oh, about three weeks ago',
  'before we moved to the coast',
  'and I really do not know why',
  'because it was raining',
  'right after lunch',
  'you know, in the usual way',
  'at half past nine',
  'without saying a word',
];
const end = [
  '',
  'Is that all right?',
  'I would like to cancel it.',
  'Yes, exactly.',
  'Could you help me with that?',
  'Well, hello?',
  'Please hurry.',
];

/** Sentences nobody said before, spoken by three voices at eight pitches over mu-law, loud and soft; for as long as asked. */
export async function* talkFor(seconds: number, seed: number): AsyncGenerator<Int16Array> {
  const voices = await createTestVoices();
  const random = createUniform(seed);
  const pick = (items: readonly string[]): string => items[Math.floor(random() * items.length)] ?? '';
  let spoken = 0;
  while (spoken < seconds) {
    const text = `${pick(who)} ${pick(did)} ${pick(what)} ${pick(when)}, and ${pick(who)} ${pick(did)} ${pick(what)}. ${pick(end)}`;
    const voice = testVoices[Math.floor(random() * testVoices.length)] ?? 'slt';
    const sound = voices.say(text, voice, RATE_HZ);
    for (const speed of SPEEDS) {
      const other = speed === 1 ? sound : resample(sound, Math.round(RATE_HZ * speed), RATE_HZ);
      const gain = 10 ** ((-12 - random() * 20 - levelDb(other)) / 20);
      const line = other.map((sample) => Math.max(-32_768, Math.min(32_767, sample * gain)));
      spoken += line.length / RATE_HZ;
      yield decodeG711('mulaw', encodeG711('mulaw', line));
    }
  }
}
