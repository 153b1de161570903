import { measureImpairment, type Outcome } from '../../apps/media/src/sound/rtc/impairment/measure.js';
import type { Impairment } from '../../apps/media/src/sound/rtc/impairment/network.js';
import { measureWords } from '../../apps/media/src/sound/rtc/impairment/words.js';
import { createTestVoices } from '../../apps/media/src/sound/speech/test-voices.js';

const codecs = ['pcmu', 'g722', 'opus'] as const;
const text =
  'Please say sales, support, or billing. Thank you for calling the front desk of the harbour hotel. All of our agents are busy right now.';
const networks = {
  clean: {},
  loss5: { lossShare: 0.05 },
  loss10: { lossShare: 0.1 },
  loss20: { lossShare: 0.2 },
  bursts10: { lossShare: 0.1, burstLength: 3 },
  jitter60: { jitterMs: 60 },
  reordered5: { reorderedShare: 0.05 },
  duplicated5: { duplicatedShare: 0.05 },
  loss5Jitter60Drift100: { lossShare: 0.05, jitterMs: 60, duplicatedShare: 0.02, driftPpm: 100 },
  everything: { lossShare: 0.05, jitterMs: 60, reorderedShare: 0.02, duplicatedShare: 0.02, driftPpm: 100 },
} as const satisfies Readonly<Record<string, Impairment>>;
const DRIFT_MINUTES = 30;

/**
 * `npm run -s bench -- quality [--json] [--minutes=5] [--rounds=5]`: what becomes of a caller's sound on a bad network.
 * Real RTP packets through a simulated network into the media app's jitter buffer, faster than real time.
 */
export async function runQuality(options: readonly string[]): Promise<void> {
  const numberOf = (name: string, usual: number) =>
    Number(options.find((option) => option.startsWith(`--${name}=`))?.split('=')[1] ?? usual);
  const say = options.includes('--json') ? () => undefined : (line: string) => console.log(line);
  const voices = await createTestVoices();
  const run = (codec: (typeof codecs)[number], impairment: Impairment, minutes: number) => {
    const rateHz = codec === 'pcmu' ? 8000 : 16_000;
    const sound = voices.say(text, 'slt', rateHz);
    return measureImpairment({ codec, rateHz, sound, durationMs: minutes * 60_000 }, impairment);
  };
  const rows: Record<string, Row> = {};
  say(HEAD);
  for (const codec of codecs)
    for (const [name, impairment] of Object.entries(networks)) {
      const row = rowOf(await run(codec, impairment, numberOf('minutes', 5)));
      rows[`${codec}.${name}`] = row;
      say(lineOf(`${codec} ${name}`, row));
    }
  for (const driftPpm of [100, -100]) {
    const row = rowOf(await run('pcmu', { driftPpm, jitterMs: 5 }, DRIFT_MINUTES));
    rows[`pcmu.drift${driftPpm}`] = row;
    say(lineOf(`pcmu ${driftPpm} ppm, ${DRIFT_MINUTES} min`, row));
  }
  const words = await measureWords('opus', networks.loss5, numberOf('rounds', 5));
  const wordsJitter = await measureWords('opus', networks.loss5Jitter60Drift100, numberOf('rounds', 5));
  say(
    `opus, 5 % lost: ${words.impaired} of ${words.clean} words; with 60 ms of jitter: ${wordsJitter.impaired} of ${wordsJitter.clean}`,
  );
  console.log(JSON.stringify({ ...rows, words, wordsJitter }));
}

type Row = {
  readonly lostShare: number;
  readonly concealedShare: number;
  readonly recoveredShare: number;
  readonly addedDelayP50Ms: number;
  readonly addedDelayP95Ms: number;
  readonly driftMs: number;
  readonly clicks: number;
  readonly breaks: number;
};

const rowOf = (outcome: Outcome): Row => ({
  lostShare: rounded(outcome.lostShare, 4),
  concealedShare: rounded(outcome.concealedShare, 4),
  recoveredShare: rounded(outcome.recoveredShare, 4),
  addedDelayP50Ms: rounded(outcome.addedDelayP50Ms, 1),
  addedDelayP95Ms: rounded(outcome.addedDelayP95Ms, 1),
  driftMs: rounded(outcome.driftMs, 1),
  clicks: outcome.clicks.length,
  breaks: outcome.breaks.length,
});

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

const HEAD = `${'network'.padEnd(28)}  lost %  concealed %  of it FEC %  p50 ms  p95 ms  drift ms  clicks  breaks`;
const lineOf = (name: string, row: Row): string =>
  [
    name.padEnd(28),
    (row.lostShare * 100).toFixed(2).padStart(6),
    (row.concealedShare * 100).toFixed(2).padStart(11),
    (row.recoveredShare * 100).toFixed(2).padStart(11),
    row.addedDelayP50Ms.toFixed(1).padStart(6),
    row.addedDelayP95Ms.toFixed(1).padStart(6),
    row.driftMs.toFixed(1).padStart(8),
    String(row.clicks).padStart(6),
    String(row.breaks).padStart(6),
  ].join('  ');
