import { blockSampleCount, DtmfDetector } from '@callwright/audio';
import { talkFor } from '../../apps/media/src/sound/rtc/impairment/talk.js';

const RATE_HZ = 8000;

/**
 * `npm run -s bench -- talk-off [--json] [--hours=10] [--seed=1]`: how many keys the detector hears in speech that has none.
 */
export async function runTalkOff(options: readonly string[]): Promise<void> {
  const numberOf = (name: string, usual: number) =>
    Number(options.find((option) => option.startsWith(`--${name}=`))?.split('=')[1] ?? usual);
  const isJson = options.includes('--json');
  const hours = numberOf('hours', 10);
  const falseKeys: string[] = [];
  let samples = 0;
  const detector = new DtmfDetector(RATE_HZ, ({ digit, phase }) => {
    if (phase === 'start') falseKeys.push(digit);
  });
  const length = blockSampleCount(RATE_HZ);
  for await (const sound of talkFor(hours * 3600, numberOf('seed', 1))) {
    for (let at = 0; at + length <= sound.length; at += length) detector.process(sound.subarray(at, at + length));
    samples += sound.length;
  }
  const spokenHours = samples / RATE_HZ / 3600;
  if (!isJson)
    console.log(`${falseKeys.length} false keys in ${spokenHours.toFixed(2)} hours of speech: ${falseKeys.join(' ')}`);
  console.log(JSON.stringify({ hours: Math.round(spokenHours * 100) / 100, falseKeys: falseKeys.length }));
}
