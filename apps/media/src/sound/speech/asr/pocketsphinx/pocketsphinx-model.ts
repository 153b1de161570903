import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '@callwright/protocol';
import { ModelFolder } from '../model/model-folder.js';

/** Where Debian's pocketsphinx-en-us puts its files. */
export const DEBIAN_MODEL_DIR = '/usr/share/pocketsphinx/model/en-us';

/** Rate of the telephone model. */
const TELEPHONE_RATE_HZ = 8000;
/** Acoustic models for less than this were trained on telephone sound. */
const TELEPHONE_TOP_HZ = 4000;

/** What a decoder is made with. */
export type PocketsphinxModel = {
  readonly rateHz: number;
  /** Arguments, as on the command line of PocketSphinx. */
  readonly args: readonly string[];
};

/**
 * The model of a folder: its dictionary (`*.dict`), language model (`*.lm.bin`) and acoustic model (the folder with an
 * `mdef`). Without a folder: Debian's English words, with the telephone sounds that soundswallower brings. Measured on
 * what a telephone lets through they are far better than Debian's own, which were made for 16 kHz.
 * @throws AppError `speech.notConfigured` without Debian's files, `speech.badModel` when a folder lacks some
 */
export function findPocketsphinxModel(modelDir: string | undefined): PocketsphinxModel {
  if (modelDir === undefined && !existsSync(DEBIAN_MODEL_DIR))
    throw new AppError(
      'speech.notConfigured',
      'PocketSphinx has no words: on Debian, apt-get install pocketsphinx-en-us',
    );
  const folder = new ModelFolder(modelDir ?? DEBIAN_MODEL_DIR);
  const words = [
    ...['-lm', folder.require(/(?<!phone)\.lm(\.bin|\.dmp)?$/, 'language model (.lm.bin)', false)],
    ...['-dict', folder.require(/\.dict?$/, 'dictionary (.dict)')],
  ];
  if (modelDir === undefined) return { rateHz: TELEPHONE_RATE_HZ, args: [...words, ...telephoneSounds()] };
  const sounds = acousticFolder(folder);
  const rateHz = rateOf(sounds);
  return { rateHz, args: [...words, '-hmm', sounds, '-samprate', String(rateHz)] };
}

/** The en-us model inside the soundswallower package, with what its feat_params.json says. */
function telephoneSounds(): readonly string[] {
  const hmm = fileURLToPath(new URL('./model/en-us', import.meta.resolve('soundswallower')));
  const features = { lowerf: 130, upperf: 3700, nfilt: 20, transform: 'dct', lifter: 22, feat: '1s_c_d_dd' };
  const rest = { svspec: '0-12/13-25/26-38', agc: 'none', cmn: 'current', varnorm: 'no', cmninit: '40,3,-1' };
  const all = { hmm, fdict: join(hmm, 'noisedict.txt'), samprate: TELEPHONE_RATE_HZ, ...features, ...rest };
  return Object.entries(all).flatMap(([name, value]) => [`-${name}`, String(value)]);
}

function acousticFolder(folder: ModelFolder): string {
  const inside = readdirSync(folder.path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const places = [folder.path, ...inside.map(({ name }) => join(folder.path, name))];
  const found = places.find((place) => existsSync(join(place, 'mdef')));
  if (found === undefined) throw new AppError('speech.badModel', 'The model folder holds no acoustic model (mdef)');
  return found;
}

/** Acoustic models say what they hear up to, and not at which rate. */
function rateOf(sounds: string): number {
  const path = join(sounds, 'feat.params');
  const topHz = existsSync(path) ? Number(/-upperf\s+([\d.]+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) : 0;
  return topHz > 0 && topHz < TELEPHONE_TOP_HZ ? TELEPHONE_RATE_HZ : 16_000;
}
