import type { EouOption } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { MAX_TURN_MS, TurnDetector, type TurnEnd } from './turn-detector.js';

const VAD_SILENCE_MS = 500;
const PAUSE_MS = 160;

type Speech = readonly (readonly [fromMs: number, toMs: number])[];

/** Speech between these times, told as a voice detector tells it; what became of it, each with the time it was told. */
function turnsOf(eou: EouOption | undefined, speech: Speech, isUnfinished = false) {
  const told: ({ readonly atMs: number } & (TurnEnd | { readonly beginMs: number }))[] = [];
  let nowMs = 0;
  const turns = new TurnDetector(eou, {
    couldGoOn: () => isUnfinished,
    onBegin: (beginMs) => told.push({ atMs: nowMs, beginMs }),
    onEnd: (end) => told.push({ atMs: nowMs, ...end }),
  });
  const lastMs = speech.at(-1)?.[1] ?? 0;
  for (nowMs = 20; nowMs <= lastMs + 8000; nowMs += 20) {
    if (speech.some(([fromMs]) => fromMs === nowMs)) turns.onSpeech(nowMs);
    const quietSinceMs = quietAt(speech, nowMs);
    if (nowMs - quietSinceMs === PAUSE_MS) turns.onPause(quietSinceMs);
    if (nowMs - quietSinceMs === VAD_SILENCE_MS) turns.onSilence(quietSinceMs, nowMs);
    turns.tick(nowMs);
  }
  return told;
}

/** Since when it is quiet; now, while somebody speaks. */
function quietAt(speech: Speech, nowMs: number): number {
  if (speech.some(([fromMs, toMs]) => fromMs <= nowMs && nowMs <= toMs)) return nowMs;
  return speech.findLast(([, toMs]) => toMs < nowMs)?.[1] ?? nowMs;
}

describe('TurnDetector', () => {
  it('ends a turn with the silence of the voice detector when nobody says otherwise', () => {
    expect(turnsOf(undefined, [[100, 1000]])).toEqual([
      { atMs: 100, beginMs: 100 },
      { atMs: 1500, endMs: 1000, completed: true },
    ]);
  });

  it('ends it sooner when asked, and what follows is another turn', () => {
    expect(
      turnsOf({ silence: 200 }, [
        [100, 1000],
        [1300, 2000],
      ]),
    ).toEqual([
      { atMs: 100, beginMs: 100 },
      { atMs: 1200, endMs: 1000, completed: true },
      { atMs: 1300, beginMs: 1300 },
      { atMs: 2200, endMs: 2000, completed: true },
    ]);
  });

  it('ends it later when asked: a turn may have a silence in it', () => {
    expect(
      turnsOf({ silence: 900 }, [
        [100, 1000],
        [1700, 2000],
      ]),
    ).toEqual([
      { atMs: 100, beginMs: 100 },
      { atMs: 2900, endMs: 2000, completed: true },
    ]);
  });

  it.each([
    [{ unfinishedSilence: 2000 }, 3000],
    [{ silence: 200, unfinishedSilence: 1500 }, 2500],
  ])('waits for more by %j while what was said could go on', (eou, endsAtMs) => {
    expect(turnsOf(eou, [[100, 1000]], true).at(-1)).toEqual({ atMs: endsAtMs, endMs: 1000, completed: true });
    expect(turnsOf(eou, [[100, 1000]], false).at(-1)?.atMs).toBeLessThan(endsAtMs);
  });

  it('cuts a turn that never ends, and goes on with another', () => {
    const told = turnsOf({ silence: 300 }, [[100, MAX_TURN_MS + 5000]]);
    expect(told).toEqual([
      { atMs: 100, beginMs: 100 },
      { atMs: MAX_TURN_MS + 100, endMs: MAX_TURN_MS + 100, completed: false },
      { atMs: MAX_TURN_MS + 100, beginMs: MAX_TURN_MS + 100 },
      { atMs: MAX_TURN_MS + 5300, endMs: MAX_TURN_MS + 5000, completed: true },
    ]);
  });
});
