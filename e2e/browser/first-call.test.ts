import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { whiteNoise } from '../../apps/media/src/sound/speech/test-noise.js';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { heardBy, launchBrowser, signIn, type TestBrowser } from '../support/browser.js';
import { otherPrompts } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { segmentsOf } from '../support/segments.js';
import { readStory } from '../support/story.js';

const facts = inject('stack');
const rest = new Rest(facts);
const RATE_HZ = 8_000;
/** The caller waits through welcome and question, then says one word. */
const SPEAKS_AFTER_S = 15;

const oldWords = 'Your last invoice has been paid. Nothing is owed.';
const newWords = 'Your account is in good order today.';
const prompts = [newWords, oldWords, 'Goodbye.', 'Thank you for calling Riverside Dental.', ...otherPrompts];

let voices: TestVoices;
let browser: TestBrowser;

beforeAll(async () => {
  voices = await createTestVoices();
  const word = voices.say('billing', 'slt', RATE_HZ);
  const microphone = new Int16Array((SPEAKS_AFTER_S + 20) * RATE_HZ);
  microphone.set(word, SPEAKS_AFTER_S * RATE_HZ);
  browser = await launchBrowser(microphone, RATE_HZ);
});

afterAll(() => browser?.close());

const makeFlow = async (page: Page, name: string) => {
  await page.getByRole('button', { name: 'New flow' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the flow').fill(name);
  await dialog.getByText('Menu with three ways').click();
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await page.getByText('Call comes in').waitFor();
};

const changeWords = async (page: Page) => {
  await page.getByRole('group', { name: /^Billing/ }).click();
  const words = page.getByRole('textbox', { name: 'What the caller hears' });
  await words.fill(newWords);
  await page.getByText(/^Saved/).waitFor();
};

const publish = async (page: Page) => {
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog').getByText('Version 1 is live').waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
};

/** Tries the draft, hangs up, then calls the published version and listens to the end. */
const call = async (page: Page): Promise<Int16Array> => {
  await page.getByRole('button', { name: /^Test/ }).click();
  await page.getByRole('tab', { name: 'Call' }).click();
  await page.getByRole('button', { name: 'Call the draft' }).click();
  await page.getByTestId('call-timer').waitFor();
  const live = page.locator('.step[data-call="live"]').first();
  await live.waitFor();
  await page.getByRole('button', { name: /^Hang up/ }).click();
  await page.getByText('Version 1', { exact: true }).click();
  const before = (await heardBy(page, RATE_HZ)).length;
  await page.getByRole('button', { name: 'Call again' }).click();
  await page.getByTestId('call-timer').waitFor();
  await live.waitFor();
  await page.getByText('The flow hung up').waitFor({ timeout: 60_000 });
  return (await heardBy(page, RATE_HZ)).subarray(before);
};

/** The prompts in what was heard. Where one ends and the next begins is not known, so several cuts are tried. */
const wordsIn = async (heard: Int16Array): Promise<readonly string[]> => {
  const said: string[] = [];
  for (const gapMs of [120, 200, 320]) {
    for (const segment of segmentsOf(heard, RATE_HZ, gapMs))
      said.push(await voices.recognise(segment, RATE_HZ, prompts));
  }
  return said;
};

describe('a new user', () => {
  it('draws a flow, calls it, is understood, and finds the call', { timeout: 180_000 }, async () => {
    const { page, context } = await browser.open();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await signIn(page, facts);
    await page.getByRole('link', { name: 'Flows', exact: true }).click();
    await makeFlow(page, 'First flow');
    await changeWords(page);
    await publish(page);
    const heard = await call(page);

    const said = await wordsIn(heard);
    expect(said).toContain(newWords);
    expect(said).not.toContain(oldWords);
    // The same check must fail for another prompt, for silence and for noise.
    const wrong = [voices.say(oldWords, 'slt', RATE_HZ), new Int16Array(RATE_HZ * 2), whiteNoise(RATE_HZ * 2, 0.1)];
    for (const sound of wrong) expect(await voices.recognise(sound, RATE_HZ, [newWords, ...otherPrompts])).toBe('');

    await page.getByRole('link', { name: 'See this call' }).click();
    const transcript = page
      .getByRole('region', { name: 'What was said' })
      .or(page.locator('[aria-label="What was said"]'))
      .first();
    await transcript.getByText('billing', { exact: true }).waitFor();
    await transcript.getByText(newWords).waitFor();
    const callId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const { call: story } = await readStory(rest, callId, ({ recording }) => recording?.peaks != null);
    expect(story.path.map(({ nodeId }) => nodeId)).toEqual(['welcome', 'main', 'billing', 'goodbye']);
    expect(story.flow).toMatchObject({ version: 1 });
    for (const name of ['Welcome', 'Main menu', 'Billing', 'Goodbye']) {
      const step = page.getByRole('group', { name: new RegExp(`^${name}`) }).locator('.step');
      expect(['live', 'been']).toContain(await step.getAttribute('data-call'));
    }
    const avoided = page.getByRole('group', { name: /^Opening hours/ }).locator('.step');
    expect(await avoided.getAttribute('data-call')).toBe('off');

    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const audio = page.locator('audio').first();
    await expect
      .poll(() => audio.evaluate((element) => (element as HTMLAudioElement).currentTime), { timeout: 10_000 })
      .toBeGreaterThan(0.5);
    const lengthMs = (await audio.evaluate((element) => (element as HTMLAudioElement).duration)) * 1000;
    expect(Math.abs(lengthMs - (story.recording?.durationMs ?? 0))).toBeLessThan(100);
    expect(Math.abs(lengthMs - (story.durationMs ?? 0))).toBeLessThan(2_500);
    expect(failures).toEqual([]);
    await context.close();
  });
});
