import { flowTemplates } from '@callwright/nodes';
import { flowDocument } from '@callwright/protocol';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser, signIn, type TestBrowser } from '../support/browser.js';
import { Rest } from '../support/rest.js';

const facts = inject('stack');
const rest = new Rest(facts);
const RATE_HZ = 8_000;

let browser: TestBrowser;
beforeAll(async () => {
  browser = await launchBrowser(new Int16Array(RATE_HZ), RATE_HZ);
});
afterAll(() => browser?.close());

const openFlow = async (page: Page, flowId: string) => {
  await page.goto(`${facts.urls.studio}/flows/${flowId}`);
  await page.getByText('Call comes in').waitFor();
};

const stateOf = (page: Page, step: string) =>
  page
    .getByRole('group', { name: new RegExp(`^${step}`) })
    .locator('.step')
    .getAttribute('data-call');

const threeWays = () => {
  const template = flowTemplates.find(({ id }) => id === 'menu');
  if (!template) throw new Error('The template is gone.');
  return template.document;
};

/** Says a name that nothing has set: the check finds the caller who shows it. */
const unsetName = flowDocument.parse({
  flow: {
    schema: 2,
    start: 'menu',
    nodes: [
      {
        id: 'menu',
        type: 'menu',
        name: 'Main menu',
        config: { prompt: 'Press 1.', answers: [{ id: 'one', label: 'One', key: '1', phrases: [] }] },
      },
      { id: 'bye', type: 'hangup', name: 'Goodbye', config: { text: 'Goodbye {{ name }}.' } },
    ],
    edges: [
      { from: 'menu', exit: 'one', to: 'bye' },
      { from: 'menu', exit: 'noInput', to: 'bye' },
      { from: 'menu', exit: 'noMatch', to: 'bye' },
    ],
    settings: {},
  },
  layout: { nodes: { menu: { x: 260, y: 120 }, bye: { x: 640, y: 120 } } },
});

describe('the test panel', () => {
  it('tries a draft by words and keys, back in time and beside, and keeps it as a test', {
    timeout: 120_000,
  }, async () => {
    const { page, context } = await browser.open();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await signIn(page, facts);
    const flow = await rest.createFlow('Tried by typing', threeWays());
    await openFlow(page, flow.id);
    await page.getByRole('button', { name: /^Test/ }).click();
    const log = page.getByRole('log', { name: 'What is said' });
    await log.getByText('Thank you for calling Riverside Dental.').waitFor();
    expect(await stateOf(page, 'Main menu')).toBe('live');

    await page.getByLabel('What the caller says').fill('billing');
    await page.keyboard.press('Enter');
    await page.getByText('The call is over').waitFor();
    await log.getByText('Your last invoice has been paid.').waitFor();
    expect(await stateOf(page, 'Billing')).toBe('been');
    expect(await stateOf(page, 'Opening hours')).toBe('off');

    await page.getByRole('button', { name: 'Step back' }).click();
    await page.getByText('Test call running').waitFor();
    expect(await stateOf(page, 'Main menu')).toBe('live');
    await page.getByRole('button', { name: 'Carry on from here' }).click();
    await page.getByRole('button', { name: 'Key 3' }).click();
    await log.getByText('We are open from Monday to Friday').waitFor();
    expect(await stateOf(page, 'Billing')).toBe('off');

    await page.getByRole('radio', { name: 'Call 1' }).click();
    await page.getByRole('button', { name: 'Step forward' }).click();
    await log.getByText('Your last invoice has been paid.').waitFor();

    await page.getByRole('button', { name: 'Save as a test' }).click();
    const text = await page.getByRole('dialog').getByLabel('The file').inputValue();
    expect(text).toContain('- says: billing');
    expect(text).not.toContain('isSilent');
    expect(text).toMatch(/path:\s+- welcome\s+- main\s+- billing\s+- goodbye/);
    expect(failures).toEqual([]);
    await context.close();
  });

  it('plays the caller who shows a problem, step by step', { timeout: 120_000 }, async () => {
    const { page, context } = await browser.open();
    await signIn(page, facts);
    const flow = await rest.createFlow('With problems', unsetName);
    await openFlow(page, flow.id);
    await page.getByRole('button', { name: 'Show the problems' }).click();
    const problem = page.getByRole('listitem').filter({ hasText: '"name" is used here' });
    await problem.getByRole('button', { name: 'Play this caller' }).click();
    const player = page.getByRole('region', { name: 'A caller who shows the problem' });
    await player.getByText('presses 1').waitFor();
    await player.getByRole('button', { name: /^Next/ }).click();
    await player.getByText('That is all this caller does.').waitFor();
    expect(await stateOf(page, 'Goodbye')).not.toBe('off');
    await context.close();
  });
});
