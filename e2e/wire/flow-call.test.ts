import { findSound, readWav } from '@callwright/audio';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { whiteNoise } from '../../apps/media/src/sound/speech/test-noise.js';
import { createTestVoices, type TestVoices, testVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { callLine, stepSpoke } from '../support/calling.js';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { otherPrompts, quickMenu, quickMenuWords } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { pathOf, readStory, saidBy } from '../support/story.js';
import { WIRE_RATE_HZ, type WireCaller } from '../support/wire-caller.js';

const facts = inject('stack');
const rest = new Rest(facts);
const prompts = [...Object.values(quickMenuWords), ...otherPrompts];
let voices: TestVoices;

const calls = new CallsAtOnce();
/** Made before any call: while a voice speaks here, no packet is sent. */
const words = new Map<string, Int16Array>();
const wordOf = (voice: (typeof testVoices)[number], word: string) => words.get(`${voice} ${word}`) ?? new Int16Array();

/** Calls the quick menu, does something once it has asked, and waits for the end; `answer` is the sound after that. */
const callAndAct = async (act: (caller: WireCaller) => Promise<unknown>) => {
  const caller = await callLine(rest, 'quick');
  await stepSpoke(caller, 'main');
  const from = caller.heard().length;
  await act(caller);
  await caller.named('hangup');
  const answer = caller.heard().subarray(from);
  await caller.close();
  return { caller, answer, story: await readStory(rest, caller.callId, (call) => call.hasRecording) };
};

const recognise = (answer: Int16Array) => voices.recognise(answer, WIRE_RATE_HZ, prompts);

const spoken = (
  [
    ['slt', 'billing', 'billing'],
    ['rms', 'opening hours', 'hours'],
    ['awb', 'appointment', 'booking'],
  ] as const
).map(([voice, word, branch]) => {
  const call = calls.plan(() => callAndAct((caller) => caller.say(wordOf(voice, word))));
  return [voice, word, branch, call] as const;
});
const withKey = calls.plan(() => callAndAct((caller) => caller.press('3')));
const withOtherWord = calls.plan(() => callAndAct((caller) => caller.say(wordOf('slt', 'elephant'))));
const withNothing = calls.plan(() => callAndAct(async () => undefined));
const withNoise = calls.plan(() => callAndAct((caller) => caller.say(whiteNoise(WIRE_RATE_HZ, 0.03))));

const interrupting = calls.plan(async () => {
  const caller = await callLine(rest, 'quick');
  await caller.named('trackStart');
  await caller.say(wordOf('slt', 'billing'));
  const cut = await caller.named('interruption');
  await caller.named('hangup');
  await caller.close();
  return { cut, story: await readStory(rest, caller.callId) };
});

const hungUp = calls.plan(async () => {
  const caller = await callLine(rest, 'quick');
  await caller.named('trackStart');
  await caller.hangUp();
  return readStory(rest, caller.callId);
});

const ofDraft = calls.plan(async () => {
  const flow = await rest.createFlow('only a draft', quickMenu());
  const caller = await callLine(await rest.signedIn(facts), `flow:${flow.id}@draft`);
  await stepSpoke(caller, 'main');
  await caller.press('1');
  await caller.named('hangup');
  await caller.close();
  return { flow, story: await readStory(rest, caller.callId) };
});

beforeAll(async () => {
  voices = await createTestVoices();
  for (const voice of testVoices)
    for (const word of ['billing', 'opening hours', 'appointment', 'elephant'])
      words.set(`${voice} ${word}`, voices.say(word, voice, WIRE_RATE_HZ));
  await rest.line('quick', quickMenu());
  await calls.makeAll();
}, 180_000);

describe('a call to a flow over the wire', () => {
  it.each(spoken)('is understood when %s says "%s"', async (_voice, word, branch, call) => {
    const { answer, story } = await call();
    expect(await recognise(answer)).toBe(quickMenuWords[branch]);
    expect(pathOf(story)).toEqual(['main', branch]);
    expect(saidBy(story, 'caller')).toEqual([word]);
    expect(saidBy(story, 'system')).toEqual([quickMenuWords.main, quickMenuWords[branch]]);
    expect(story.call.outcome).toBe('completed');
  });

  it('takes a key, once', async () => {
    const { answer, story } = await withKey();
    expect(await recognise(answer)).toBe(quickMenuWords.hours);
    expect(saidBy(story, 'caller')).toEqual(['3']);
    const keys = story.journal.filter(
      (line) => line.kind === 'event' && line.event.event === 'dtmf' && line.event.phase === 'start',
    );
    expect(keys).toHaveLength(1);
  });

  it('does not understand a word that is not in the menu', async () => {
    const { answer, story } = await withOtherWord();
    expect(await recognise(answer)).toBe(quickMenuWords.noMatch);
    expect(pathOf(story)).toEqual(['main', 'noMatch']);
  });

  it('notices that nobody answers', async () => {
    const { answer, story } = await withNothing();
    expect(await recognise(answer)).toBe(quickMenuWords.noInput);
    expect(pathOf(story)).toEqual(['main', 'noInput']);
  });

  it('takes noise for no answer, or for none of the answers', async () => {
    const { story } = await withNoise();
    expect(['noInput', 'noMatch']).toContain(pathOf(story)[1]);
  });

  it('may be interrupted by a word, and hears that word', async () => {
    const { cut, story } = await interrupting();
    expect(cut).toMatchObject({ cause: 'speech' });
    expect(pathOf(story)).toEqual(['main', 'billing']);
  });

  it('ends when the caller hangs up, and keeps the path so far', async () => {
    const story = await hungUp();
    expect(pathOf(story)).toEqual(['main']);
    expect(story.call).toMatchObject({ outcome: 'abandoned', status: 'ended' });
  });

  it('is recorded: the caller left and our side right, as they were sent and played', async () => {
    const word = wordOf('slt', 'billing');
    // Alone: here it is measured when packets came and went.
    const { caller, story } = await callAndAct((one) => one.say(word));
    const { channels, rateHz } = readWav(await rest.recording(caller.callId));
    const [left, right] = channels;
    expect(rateHz).toBe(WIRE_RATE_HZ);
    expect(Math.abs((story.call.recording?.durationMs ?? 0) - (left?.length ?? 0) / 8)).toBeLessThan(25);
    const said = word.subarray(800, 4000);
    const question = voices.say(quickMenuWords.main, 'slt', WIRE_RATE_HZ).subarray(1600, 4800);
    const kept = findSound(left ?? new Int16Array(), said);
    const keptQuestion = findSound(right ?? new Int16Array(), question);
    expect(kept.correlation).toBeGreaterThan(0.9);
    expect(keptQuestion.correlation).toBeGreaterThan(0.9);
    // Both channels share one clock: what was said lies as far behind what was played as it did on the wire.
    const sentAtMs = caller.sentAtMs(findSound(caller.sent(), said).offset);
    const heardAtMs = caller.heardAtMs(findSound(caller.heard(), question).offset);
    const inTheFileMs = ((kept.offset - keptQuestion.offset) * 1000) / rateHz;
    expect(Math.abs(inTheFileMs - (sentAtMs - heardAtMs))).toBeLessThanOrEqual(40);
  });

  it('runs a draft for whoever is signed in, and shows that draft with the call', async () => {
    const { flow, story } = await ofDraft();
    expect(story.call.flow).toMatchObject({ version: null, draftRevision: flow.draft.revision });
    expect(pathOf(story)).toEqual(['main', 'booking']);
  });
});
