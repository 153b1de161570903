import { mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { decodeG711 } from '@callwright/audio';
import type { CallId } from '@callwright/protocol';
import { type Bench, findCapacity, formatMeasured } from './capacity.js';
import { checkRecording, type RecordingCheck } from './check-recording.js';
import { beginningOf } from './load.js';
import { callerPackets, promptFile } from './material.js';
import { type Measured, measureFor, pause } from './measure.js';
import { type Folders, withBench } from './runs.js';
import { judge } from './soak-verdict.js';

/**
 * `npm run -s bench -- soak [--minutes=20] [--calls=N] [--json]`: default calls at half the capacity, which is measured first
 * unless `--calls` names their number, and a tenth of them ended and begun anew all the time. Ends with 1 when memory, handles
 * or lateness grow, packets do not come back, or a sampled recording is not what was sent.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    calls: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const SAMPLE_SECONDS = 15;
const CHURN_SHARE = 0.1;
/** A call must last a while before its recording can be compared. */
const SHORTEST_CHECKED_SECONDS = 20;
const WARM_UP_MS = 15_000;
const say = values.json ? () => undefined : (text: string) => console.log(text);

const folder = mkdtempSync(join(tmpdir(), 'callwright-soak-'));
const folders: Folders = {
  recordingsDir: join(folder, 'recordings'),
  promptsDir: join(folder, 'prompts'),
  ttsCacheDir: join(folder, 'tts-cache'),
};

const chooseCalls = async (bench: Bench): Promise<number> => {
  if (values.calls !== undefined) return Number(values.calls);
  const { calls } = await findCapacity(bench, { seconds: 5, finalSeconds: 10, most: 2000, say });
  return Math.max(2, Math.floor(calls / 2));
};

/** Ends the oldest tenth and begins as many; their recordings are taken away, one of them is compared. */
const churn = async (bench: Bench, sent: Int16Array): Promise<RecordingCheck | null> => {
  const { load } = bench;
  const wanted = load.ids.length;
  const oldest = load.ids.slice(0, Math.max(1, Math.floor(wanted * CHURN_SHARE)));
  let check: RecordingCheck | null = null;
  for (const id of oldest) check = (await endOne(bench, id, check === null ? sent : null)) ?? check;
  await load.setTo(wanted);
  return check;
};

const endOne = async ({ load }: Bench, id: CallId, sent: Int16Array | null): Promise<RecordingCheck | null> => {
  const file = await load.end(id);
  if (file === null) return null;
  const path = join(folders.recordingsDir, file);
  const check = sent === null ? null : checkRecording(readFileSync(path), sent, beginningOf(id));
  unlinkSync(path);
  return check !== null && check.seconds >= SHORTEST_CHECKED_SECONDS ? check : null;
};

const soak = async (bench: Bench): Promise<number> => {
  const payloads = await callerPackets('pcmu');
  const sent = Int16Array.from(payloads.flatMap((payload) => [...decodeG711('mulaw', payload)]));
  const calls = await chooseCalls(bench);
  await bench.load.setTo(calls);
  await pause(WARM_UP_MS);
  const samples: Measured[] = [];
  const recordings: RecordingCheck[] = [];
  const endMs = performance.now() + Number(values.minutes) * 60_000;
  while (performance.now() < endMs) {
    const measured = await measureFor(bench.sound, bench.callers, { calls, seconds: SAMPLE_SECONDS });
    samples.push(measured);
    const check = await churn(bench, sent);
    if (check !== null) recordings.push(check);
    say(`${formatMeasured(measured)}, ${measured.handles} handles, heap ${measured.heapMb.toFixed(0)} MB`);
    if (check !== null) say(`  recording of ${check.seconds.toFixed(0)} s: ${JSON.stringify(check)}`);
  }
  const verdict = judge(samples, recordings, bench.sound.errors);
  for (const problem of verdict.problems) console.error(problem);
  console.log(
    JSON.stringify({ calls, minutes: Number(values.minutes), ...verdict.figures, problems: verdict.problems }),
  );
  return verdict.problems.length === 0 ? 0 : 1;
};

try {
  for (const one of Object.values(folders)) mkdirSync(one);
  writeFileSync(join(folders.promptsDir, 'bench-8000.wav'), promptFile(8000, false));
  const entry = fileURLToPath(new URL('../../../apps/media/dist/sound.main.js', import.meta.url));
  const kind = { codec: 'pcmu', prompt: 'bench-8000', hasAsr: false, isBare: false } as const;
  process.exitCode = await withBench({ entry, folders, kind, where: 'first' }, soak);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(process.exitCode ?? 1);
