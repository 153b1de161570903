import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWav, resample, toMono } from '@callwright/audio';

/** Voices of festival, by where Debian puts them: another engine and, but for slt, other people than those of flite. */
const folders = {
  'slt-hts': '/usr/share/festival/voices/us/cmu_us_slt_arctic_hts',
  ked: '/usr/share/festival/voices/english/ked_diphone',
} as const;
/** What festival calls them. */
const commands = { 'slt-hts': 'voice_cmu_us_slt_arctic_hts', ked: 'voice_ked_diphone' } as const;
export type FestivalVoice = keyof typeof folders;
export const festivalVoices = ['slt-hts', 'ked'] as const satisfies readonly FestivalVoice[];

/** The voices that are installed. */
export const festivalVoicesHere = (): readonly FestivalVoice[] =>
  existsSync('/usr/bin/festival') ? festivalVoices.filter((voice) => existsSync(folders[voice])) : [];

/**
 * Has one voice say all phrases, in one process of festival.
 * @returns the sound of each, signed 16-bit mono, with the short silence the voice itself leaves at both ends
 */
export function sayWithFestival(
  phrases: readonly string[],
  voice: FestivalVoice,
  rateHz: number,
): ReadonlyMap<string, Int16Array> {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-festival-'));
  try {
    const script = join(folder, 'say.scm');
    const pathOf = (index: number) => join(folder, `${index}.wav`);
    const lines = phrases.map(
      (phrase, index) =>
        `(utt.save.wave (utt.synth (Utterance Text ${JSON.stringify(phrase)})) ${JSON.stringify(pathOf(index))} 'riff)`,
    );
    writeFileSync(script, [`(${commands[voice]})`, ...lines].join('\n'));
    execFileSync('/usr/bin/festival', ['-b', script], { stdio: 'ignore' });
    return new Map(
      phrases.map((phrase, index) => {
        const sound = readWav(readFileSync(pathOf(index)));
        return [phrase, resample(toMono(sound.channels), sound.rateHz, rateHz)];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
