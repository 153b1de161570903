import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { promptFile } from './material.js';
import { canPin } from './pinned.js';
import { type Folders, type Run, runFloor, runSpinning, runVariant } from './runs.js';

/**
 * `npm run -s bench -- media [--json] [--seconds=10] [--final=60] [--most=2000] [--calls=N] [--only=g711,...]`: how many
 * calls one core carries; with `--calls` no search for that, only what so many cost. The last line of output is one JSON object.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '10' },
    final: { type: 'string', default: '60' },
    most: { type: 'string', default: '2000' },
    calls: { type: 'string' },
    only: { type: 'string' },
  },
});

/** Every run by its name, in order; each adds figures. */
const RUNS = [
  ['udp', (run: Run) => runFloor(run, 'udp-floor.js', 'floorUdpEchoLegs')],
  ['mediasoup', (run: Run) => runFloor(run, 'mediasoup-floor.js', 'floorMediasoupLegs')],
  ['g711', (run: Run) => runVariant(run, 'g711Calls', { codec: 'pcmu', prompt: 'bench-8000', hasAsr: false })],
  ['opus', (run: Run) => runVariant(run, 'opusCalls', { codec: 'opus', prompt: 'bench-16000', hasAsr: false })],
  [
    'opusLive',
    (run: Run) => runVariant(run, 'opusEncodedLiveCalls', { codec: 'opus', prompt: 'bench-long', hasAsr: false }),
  ],
  ['g711Asr', (run: Run) => runVariant(run, 'g711AsrCalls', { codec: 'pcmu', prompt: 'bench-8000', hasAsr: true })],
  ['opusAsr', (run: Run) => runVariant(run, 'opusAsrCalls', { codec: 'opus', prompt: 'bench-16000', hasAsr: true })],
  ['spinning', runSpinning],
] as const;

const only = values.only?.split(',');
const folder = mkdtempSync(join(tmpdir(), 'callwright-media-bench-'));
const folders: Folders = {
  recordingsDir: join(folder, 'recordings'),
  promptsDir: join(folder, 'prompts'),
  ttsCacheDir: join(folder, 'tts-cache'),
};
try {
  for (const one of Object.values(folders)) mkdirSync(one);
  for (const rateHz of [8000, 16_000])
    writeFileSync(join(folders.promptsDir, `bench-${rateHz}.wav`), promptFile(rateHz, false));
  writeFileSync(join(folders.promptsDir, 'bench-long.wav'), promptFile(16_000, true));
  const say = values.json ? () => undefined : (text: string) => console.log(text);
  const figures: Record<string, number | boolean> = { isPinnedToOneCore: canPin };
  const run: Run = {
    folders,
    seconds: Number(values.seconds),
    finalSeconds: Number(values.final),
    most: Number(values.most),
    fixedCalls: values.calls === undefined ? null : Number(values.calls),
    figures,
    say,
  };
  for (const [name, perform] of RUNS) if (only === undefined || only.includes(name)) await perform(run);
  say(JSON.stringify(figures, null, 2));
  console.log(JSON.stringify(figures));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(process.exitCode ?? 0);
