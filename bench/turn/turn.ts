import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { WIRE_RATE_HZ } from '../../e2e/support/wire-caller.js';
import type { startStack } from '../../tools/stack.mjs';
import { measureBargeIn, measureCachedPrompt, measureTurns, placeTone, type RunningStack, type Turn } from './calls.js';
import { measureEventToCommand } from './engine.js';
import { round, spread } from './figures.js';
import { measureUdpEcho } from './floor.js';

const ENGINE_CALLS = 5_000;

/**
 * `npm run -s bench -- turn [--json] [--count=20]`: how long callers wait. Real calls over loopback to the whole stack;
 * the last line of output is one JSON object. End of speech is the last non-silent sample sent.
 * @param start starts the stack; handed in, since it loads the built apps as Node does
 */
export const runTurnBenchmark = async (options: readonly string[], start: typeof startStack): Promise<void> => {
  const count = Number(options.find((option) => option.startsWith('--count='))?.slice('--count='.length) ?? 20);
  const say = options.includes('--json') ? () => undefined : (text: string) => console.log(text);
  const dataDir = mkdtempSync(join(tmpdir(), 'callwright-bench-'));
  const stack = await start({ dataDir, apps: ['api', 'media'], isDurable: false });
  try {
    if (!stack.firstLogin) throw new Error('The stack did not come up as a new one.');
    const facts: RunningStack = {
      urls: stack.urls,
      dataDir,
      mediaPid: stack.pidOf('media') ?? 0,
      login: stack.firstLogin,
    };
    const figures = await measure(facts, count, say);
    say(JSON.stringify(figures, null, 2));
    console.log(JSON.stringify(figures));
  } finally {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const measure = async (facts: RunningStack, count: number, say: (text: string) => void) => {
  const voices = await createTestVoices();
  const word = trimSilence(voices.say('billing', 'slt', WIRE_RATE_HZ));
  placeTone(facts);
  say('floor: UDP echo');
  const floor = spread(await measureUdpEcho(count * 5));
  say('engine: event to command');
  const eventToCommand = spread(measureEventToCommand(ENGINE_CALLS));
  say('cached prompt to packet');
  const cachedPrompt = spread(await measureCachedPrompt(facts, count));
  say('barge-in to silence, by key and by word');
  const keys = await measureBargeIn(facts, count, (caller) => caller.press('5'));
  const words = await measureBargeIn(facts, count, (caller) => caller.say(word));
  const byKey = spread(keys.map(({ actToSilenceMs }) => actToSilenceMs));
  const byWord = spread(words.map(({ actToSilenceMs }) => actToSilenceMs));
  const decided = [...keys, ...words].map(({ decisionToSilenceMs }) => decisionToSilenceMs);
  const decision = spread(decided.filter((ms) => !Number.isNaN(ms)));
  say('spoken turns');
  const turns = await measureTurns(facts, count, word);
  const reply = spread(turns.map(({ endOfSpeechToReplyMs }) => endOfSpeechToReplyMs));
  const stages = stagesOf(turns, 'p50');
  return {
    eventToCommandP50Ms: eventToCommand.p50,
    eventToCommandP99Ms: eventToCommand.p99,
    cachedPromptToPacketP50Ms: cachedPrompt.p50,
    cachedPromptToPacketP99Ms: cachedPrompt.p99,
    bargeInDecisionToSilenceP50Ms: decision.p50,
    bargeInDecisionToSilenceP99Ms: decision.p99,
    bargeInsLost: decided.filter((ms) => Number.isNaN(ms)).length,
    bargeInToSilenceP50Ms: byKey.p50,
    bargeInToSilenceP99Ms: byKey.p99,
    bargeInBySpeechToSilenceP50Ms: byWord.p50,
    bargeInBySpeechToSilenceP99Ms: byWord.p99,
    endOfSpeechToReplyP50Ms: reply.p50,
    endOfSpeechToReplyP99Ms: reply.p99,
    endOfTurnSilenceMs: stages.vad ?? null,
    stagesP50Ms: stages,
    stagesP99Ms: stagesOf(turns, 'p99'),
    floorUdpEchoP50Ms: floor.p50,
    floorUdpEchoP99Ms: floor.p99,
    count,
  };
};

const stagesOf = (turns: readonly Turn[], share: 'p50' | 'p99'): Record<string, number> => {
  const keys = new Set(turns.flatMap(({ stages }) => Object.keys(stages)));
  const shareOf = (key: string) => spread(turns.flatMap(({ stages }) => stages[key] ?? []))[share];
  return Object.fromEntries([...keys].sort().map((key) => [key, round(shareOf(key))]));
};

// What counts is the first and the last sample that is not silence; a voice leaves some around them.
const trimSilence = (samples: Int16Array): Int16Array => {
  const isVoiced = (sample: number) => Math.abs(sample) > 200;
  return samples.slice(samples.findIndex(isVoiced), samples.findLastIndex(isVoiced) + 1);
};
