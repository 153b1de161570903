import { decodeG711, encodeG711 } from '@callwright/audio';
import { parseYesNo } from '@callwright/flow-engine';
import type { TranscriptionProvider } from '../../apps/media/src/sound/speech/asr/port.js';
import { addNoise, padWithSilence } from '../../apps/media/src/sound/speech/test-noise.js';
import { createNoiseFilters, type NoiseFilter } from '../../apps/media/src/sound/stream/noise-filter.js';
import { type Heard, listenTo } from './listen.js';
import { providersHere } from './providers.js';
import { type Question, questions, unrelated } from './questions.js';
import { createSpeakers, type Speaker } from './speakers.js';
import { tuningQuestions, tuningUnrelated } from './tuning.js';

const RATE_HZ = 8000;
const BLOCK_SAMPLES = RATE_HZ / 50;
/** Noise below the voice, in dB; null is none. */
const conditions = [
  { name: 'clean', snrDb: null },
  { name: '20 dB', snrDb: 20 },
  { name: '10 dB', snrDb: 10 },
] as const;
type Condition = (typeof conditions)[number];

/** Of so many, how many. */
type Share = { readonly count: number; readonly of: number };

/** How one provider fared with one question in one condition. */
type RecognitionRow = {
  readonly provider: string;
  readonly grammar: string;
  readonly noise: Condition['name'];
  readonly understood: number;
  readonly said: number;
  /** The same of the three voices that sound like people: kal is a robot of the nineties. */
  readonly understoodOfThree: number;
  readonly saidByThree: number;
  readonly refused: number;
  readonly unrelated: number;
  /** The same by the voices of festival, which nothing was tuned on; nothing of none where it is not installed. */
  readonly festival: { readonly understood: Share; readonly refused: Share };
  /** Median time from the end of the sound to its answer. */
  readonly answerMs: number;
};

/** Who speaks, what nobody asked for, and what the line makes of it. */
type Line = {
  readonly speakers: readonly Speaker[];
  readonly unrelated: readonly string[];
  readonly createFilter: ((rateHz: number) => NoiseFilter) | null;
};

const sets = {
  stated: { questions, unrelated },
  tuning: { questions: tuningQuestions, unrelated: tuningUnrelated },
} as const;

/**
 * `npm run -s bench -- recognition [--json] [--provider=soundswallower] [--grammar="7 words"] [--noise=clean] [--denoise]
 * [--set=tuning]`: what the recognisers that run here understand and refuse, by size of the grammar and noise. The last
 * line of output is one JSON object.
 */
export async function runRecognitionBenchmark(options: readonly string[]): Promise<void> {
  const settingOf = (name: string) => options.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
  const say = options.includes('--json')
    ? () => undefined
    : (cells: readonly string[]) => console.log(formatRow(cells));
  const createFilter = options.includes('--denoise') ? await createNoiseFilters() : null;
  const set = sets[settingOf('set') === 'tuning' ? 'tuning' : 'stated'];
  const grammar = settingOf('grammar');
  const asked = set.questions.filter(({ name }) => grammar === undefined || name === grammar);
  const noise = settingOf('noise');
  const heard = conditions.filter(({ name }) => noise === undefined || name === noise);
  const phrases = [...asked.flatMap(({ said }) => said), ...set.unrelated];
  const line: Line = { speakers: await createSpeakers(phrases, RATE_HZ), unrelated: set.unrelated, createFilter };
  const rows: RecognitionRow[] = [];
  say(['provider', 'grammar', 'noise', 'understood', 'of three', 'refused', 'festival', 'refused', 'ms']);
  for (const provider of providersHere(settingOf('provider'))) {
    await provider.warmUp('en-US');
    for (const question of asked) {
      for (const condition of heard) {
        const row = await ask(provider, question, condition, line);
        rows.push(row);
        say(cellsOf(row));
      }
    }
    await provider.close();
  }
  const speakers = line.speakers.map(({ engine, name }) => `${engine} ${name}`);
  console.log(JSON.stringify({ denoised: createFilter !== null, speakers, rows }));
}

type Answer = {
  readonly speaker: Speaker;
  readonly isAnswer: boolean;
  readonly isRight: boolean;
  readonly heard: Heard;
};

async function ask(
  provider: TranscriptionProvider,
  question: Question,
  condition: Condition,
  line: Line,
): Promise<RecognitionRow> {
  const listener = listenTo(provider, RATE_HZ, question);
  const answers: Answer[] = [];
  for (const speaker of line.speakers) {
    const hear = (phrase: string) => listener.hear(overTelephone(speaker.say(phrase), condition, line));
    for (const phrase of question.said) {
      const heard = await hear(phrase);
      answers.push({ speaker, isAnswer: true, isRight: isRight(question, phrase, heard), heard });
    }
    for (const phrase of line.unrelated) {
      const heard = await hear(phrase);
      answers.push({ speaker, isAnswer: false, isRight: heard.text === '', heard });
    }
  }
  await listener.close();
  const shareOf = (isAnswer: boolean, of: (speaker: Speaker) => boolean): Share => {
    const some = answers.filter((answer) => answer.isAnswer === isAnswer && of(answer.speaker));
    return { count: some.filter((answer) => answer.isRight).length, of: some.length };
  };
  const isFlite = ({ engine }: Speaker) => engine === 'flite';
  const isFestival = ({ engine }: Speaker) => engine === 'festival';
  const [understood, refused] = [shareOf(true, isFlite), shareOf(false, isFlite)];
  const ofThree = shareOf(true, (speaker) => isFlite(speaker) && speaker.name !== 'kal');
  return {
    provider: provider.name,
    grammar: question.name,
    noise: condition.name,
    understood: understood.count,
    said: understood.of,
    understoodOfThree: ofThree.count,
    saidByThree: ofThree.of,
    refused: refused.count,
    unrelated: refused.of,
    festival: { understood: shareOf(true, isFestival), refused: shareOf(false, isFestival) },
    answerMs: medianOf(answers.map(({ heard }) => heard.answerMs)),
  };
}

/** What a telephone leaves of a voice: noise, then mu-law, with the quiet around it that a detector of voices leaves. */
function overTelephone(speech: Int16Array, { snrDb }: Condition, { createFilter }: Line): Int16Array {
  // A filter of noise is given a second to learn it, which is not part of what is understood.
  const before = RATE_HZ / 5 + (createFilter === null ? 0 : RATE_HZ);
  const padded = padWithSilence(speech, before, RATE_HZ / 4);
  const heard = decodeG711('mulaw', encodeG711('mulaw', snrDb === null ? padded : addNoise(padded, snrDb)));
  return createFilter === null ? heard : withoutNoise(heard, createFilter(RATE_HZ)).subarray(RATE_HZ);
}

function withoutNoise(sound: Int16Array, filter: NoiseFilter): Int16Array {
  const blocks = new Int16Array(Math.ceil(sound.length / BLOCK_SAMPLES) * BLOCK_SAMPLES);
  blocks.set(sound);
  for (let at = 0; at < blocks.length; at += BLOCK_SAMPLES)
    blocks.set(filter.process(blocks.subarray(at, at + BLOCK_SAMPLES)), at);
  filter.close();
  return blocks;
}

const isRight = (question: Question, phrase: string, { choice, text }: Heard): boolean =>
  question.choices ? choice === phrase : meaningOf(text, question) === meaningOf(phrase, question);

/** "Yep" is as good as "yeah"; of numbers, dates and times every word counts. */
const meaningOf = (text: string, { grammar }: Question): string =>
  grammar === 'yesNo' ? String(parseYesNo(text, 'en-US')) : text;

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const cellsOf = (row: RecognitionRow): readonly string[] => [
  row.provider,
  row.grammar,
  row.noise,
  percentOf(row.understood, row.said),
  `${row.understoodOfThree}/${row.saidByThree}`,
  percentOf(row.refused, row.unrelated),
  percentOf(row.festival.understood.count, row.festival.understood.of),
  percentOf(row.festival.refused.count, row.festival.refused.of),
  String(Math.round(row.answerMs)),
];
const percentOf = (count: number, all: number): string =>
  all === 0 ? '-' : `${count}/${all} ${Math.round((100 * count) / all)} %`;
const WIDTHS = [16, 12, 8, 14, 8, 14, 14, 14, 6];
const formatRow = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join('')
    .trimEnd();
