import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sine, writeWav } from '@callwright/audio';
import type { JournalLine } from '@callwright/protocol';
import { quickMenu } from '../../e2e/support/flows.js';
import type { StackFacts } from '../../e2e/support/global-setup.js';
import { Rest } from '../../e2e/support/rest.js';
import { WIRE_RATE_HZ, WireCaller } from '../../e2e/support/wire-caller.js';

/** A caller who drives the call, as a developer's client does: no flow decides. */
/** Where the stack under test is reached. */
export type RunningStack = Pick<StackFacts, 'urls' | 'dataDir' | 'mediaPid' | 'login'>;

const driven = (facts: RunningStack): Promise<WireCaller> =>
  WireCaller.call({
    url: `${facts.urls.media.replace('http', 'ws')}/call/webrtc?dialect=callwright&token=${facts.login.apiKey}`,
    callId: `bench-${randomUUID()}`,
    invite: (sdp) => ({ command: 'invite', option: { offer: sdp } }),
  });

/** A prompt that is loud from its first sample to its last, so that what is measured is us and not a voice's own pauses. */
const TONE = 'bench-tone';
const TONE_MS = 20_000;

/** Puts the tone among the uploaded recordings. */
export const placeTone = ({ dataDir }: RunningStack): void => {
  const channels = [sine(440, TONE_MS, WIRE_RATE_HZ)];
  writeFileSync(join(dataDir, 'prompts', `${TONE}.wav`), writeWav({ rateHz: WIRE_RATE_HZ, channels }));
};

/** From the command to the first packet of a prompt that has been played before, in ms. */
export const measureCachedPrompt = async (facts: RunningStack, count: number): Promise<readonly number[]> => {
  const caller = await driven(facts);
  await caller.named('mediaReady');
  const times: number[] = [];
  for (let turn = 0; turn <= count; turn += 1) {
    const startedMs = performance.now();
    const playId = await playTone(caller, turn, startedMs);
    const heardMs = caller.firstSoundAfter(startedMs);
    caller.send({ command: 'interrupt' });
    await ended(caller, playId);
    await pause(200);
    // The first time it is read from disk.
    if (turn > 0 && heardMs !== null) times.push(heardMs - startedMs);
  }
  await caller.hangUp();
  return times;
};

/** One prompt stopped by its caller, in ms. */
export type BargeIn = {
  /** From what the caller did to the last packet of the prompt that is not silence. */
  readonly actToSilenceMs: number;
  /** From the decision, as the event `interruption` tells it; NaN when the prompt went on to its end. */
  readonly decisionToSilenceMs: number;
};

/** Stops a prompt again and again by what the caller does over it. */
export const measureBargeIn = async (
  facts: RunningStack,
  count: number,
  act: (caller: WireCaller) => Promise<unknown>,
) => {
  const caller = await driven(facts);
  await caller.named('mediaReady');
  const times: BargeIn[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const playId = await playTone(caller, turn, performance.now());
    await pause(300);
    const actedMs = performance.now();
    await act(caller);
    await ended(caller, playId);
    await pause(500);
    const silentMs = caller.lastSound() ?? Number.NaN;
    const cut = caller.events.find((event) => event.event === 'interruption' && event.playId === playId);
    const decidedMs = Number(cut?.timestamp ?? Number.NaN) - performance.timeOrigin;
    times.push({ actToSilenceMs: silentMs - actedMs, decisionToSilenceMs: Math.max(0, silentMs - decidedMs) });
  }
  await caller.hangUp();
  return times;
};

/** Plays the tone; resolves when it is heard. */
const playTone = async (caller: WireCaller, turn: number, startedMs: number): Promise<string> => {
  const playId = `t${turn}`;
  caller.send({ command: 'play', url: `prompt:${TONE}`, playId, bargeIn: ['keys', 'speech'] });
  while (caller.firstSoundAfter(startedMs) === null) await pause(10);
  return playId;
};

const ended = (caller: WireCaller, playId: string) =>
  caller.event((event) => event.event === 'trackEnd' && event.playId === playId, 'the end of the prompt');

/** One spoken turn of a flow, taken apart. All in ms. */
export type Turn = {
  readonly endOfSpeechToReplyMs: number;
  /** By stage, as the call's own journal has it: `vad`, `asr`, `tts`, `firstPacket`. */
  readonly stages: Readonly<Record<string, number>>;
};

/** A word said to a menu, and the reply to it, again and again. */
export const measureTurns = async (facts: RunningStack, count: number, word: Int16Array): Promise<readonly Turn[]> => {
  const rest = new Rest(facts);
  const name = `bench-${randomUUID().slice(0, 8)}`;
  await rest.line(name, quickMenu());
  const turns: Turn[] = [];
  for (let turn = 0; turn <= count; turn += 1) {
    const measured = await oneTurn(rest, name, word);
    // The first call fills the caches of grammar and speech.
    if (turn > 0) turns.push(measured);
  }
  return turns;
};

const oneTurn = async (rest: Rest, name: string, word: Int16Array): Promise<Turn> => {
  const callId = `bench-${randomUUID()}`;
  const { url } = await rest.callToken(name);
  const caller = await WireCaller.call({
    url: `${url}&dialect=callwright`,
    callId,
    invite: (sdp) => ({ command: 'invite', option: { offer: sdp, callee: name } }),
  });
  await caller.event(
    (event) => event.event === 'trackEnd' && String(event.playId).startsWith('main'),
    'the end of the question',
  );
  const spokenMs = await caller.say(word);
  await caller.event((event) => event.event === 'trackEnd' && String(event.playId).startsWith('billing'), 'the reply');
  const heardMs = caller.firstSoundAfter(spokenMs);
  await caller.named('hangup');
  await caller.close();
  await rest.endedCall(callId);
  if (heardMs === null) throw new Error('No reply was heard.');
  return { endOfSpeechToReplyMs: heardMs - spokenMs, stages: stagesOf(await rest.journal(callId)) };
};

// What led to the reply: from the end of the caller's word on. `decision` is from the words understood to the command.
const stagesOf = (journal: readonly JournalLine[]): Record<string, number> => {
  const understood = journal.findIndex((line) => line.kind === 'event' && line.event.event === 'transcriptionFinal');
  const isReply = (line: JournalLine) =>
    line.kind === 'effect' && line.effect.effect === 'command' && line.effect.command.command === 'tts';
  const reply = journal.find((line, at) => at > understood && isReply(line));
  const stages: Record<string, number> = {
    decision: (reply?.atMs ?? Number.NaN) - (journal[understood]?.atMs ?? Number.NaN),
  };
  for (const line of journal) {
    if (line.kind !== 'event' || line.event.event !== 'metrics') continue;
    const isAfterWord = line.seq > understood || line.event.key === 'vad';
    if (isAfterWord) stages[line.event.key] ??= line.event.duration;
  }
  return stages;
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
