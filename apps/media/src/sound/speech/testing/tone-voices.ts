import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sine } from '@callwright/audio';
import { writeOnnx } from '../onnx/write-onnx.js';

/** A voice that hums each letter of a text: a VITS model with the inputs and metadata of the real ones. */

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const RATE_HZ = 16_000;
const LETTER_MS = 60;
const LOWEST_HZ = 300;
const STEP_HZ = 40;

/** Writes model and tokens of a voice that is given letters as they are (as Coqui exports some of them). */
export function writeToneVoice(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const letters = { frontend: 'characters', use_eos_bos: 0, blank_id: 0, bos_id: 1, eos_id: 2, pad_id: 0 };
  writeVits(folder, { comment: 'coqui', ...letters });
}

/** Writes a model as Piper exports them; it needs espeak-ng-data to make sounds of words. */
export function writeTonePiper(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeVits(folder, { comment: 'piper', voice: 'en-us', add_blank: 1 });
}

function writeVits(folder: string, metadata: Readonly<Record<string, string | number>>): void {
  const tokens = ['_', '^', '$', ' ', ...LETTERS];
  const hum = tokens.flatMap((token) => {
    const index = LETTERS.indexOf(token);
    const tone = sine(index < 0 ? 0 : LOWEST_HZ + index * STEP_HZ, LETTER_MS, RATE_HZ);
    return Array.from(tone, (sample) => sample / 32_768);
  });
  const model = writeOnnx({
    inputs: [
      { name: 'input', type: 'int64', shape: ['N', 'L'] },
      { name: 'input_lengths', type: 'int64', shape: ['N'] },
      { name: 'scales', shape: [3] },
    ],
    outputs: [{ name: 'output', shape: ['N', 1, 'T'] }],
    nodes: [
      { op: 'Gather', inputs: ['hums', 'input'], outputs: ['letters'], attributes: { axis: 0 } },
      { op: 'Reshape', inputs: ['letters', 'flat'], outputs: ['output'] },
    ],
    constants: [
      { name: 'hums', shape: [tokens.length, hum.length / tokens.length], data: hum },
      { name: 'flat', type: 'int64', shape: [3], data: [1, 1, -1] },
    ],
    metadata: {
      model_type: 'vits',
      sample_rate: RATE_HZ,
      n_speakers: 1,
      language: 'English',
      add_blank: 0,
      ...metadata,
    },
  });
  writeFileSync(join(folder, 'voice.onnx'), model);
  writeFileSync(join(folder, 'tokens.txt'), tokens.map((token, id) => `${token} ${id}\n`).join(''));
}
