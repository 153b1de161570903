import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchBrowser, signIn, type TestBrowser } from '../support/browser.js';
import { Rest } from '../support/rest.js';

const facts = inject('stack');
const rest = new Rest(facts);
const NAME = 'studio-freeclimb';
let browser: TestBrowser;

beforeAll(async () => {
  browser = await launchBrowser(new Int16Array(800), 8_000);
});
afterAll(() => browser?.close());

const stored = async () => (await rest.endpoints()).find(({ name }) => name === NAME);
const row = (page: Page) => page.getByRole('row', { name: new RegExp(`^${NAME} `) });
const choose = async (page: Page, item: string) => {
  await row(page)
    .getByRole('button', { name: new RegExp(NAME) })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
};

it('a line of somebody else’s application is made, refused where it is wrong, opened again, changed and deleted', async () => {
  const { page, context } = await browser.open();
  await signIn(page, facts);
  await page.goto(`${facts.urls.studio}/settings?section=lines`);
  await page.getByRole('button', { name: 'Add a line' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name or number').fill(NAME);
  await dialog.getByText('An application elsewhere').click();
  await dialog.getByLabel('It was written for').selectOption('freeclimb');
  const address = dialog.getByLabel('Voice URL');
  await address.fill('apps.example');
  await dialog.getByRole('button', { name: 'Add the line' }).click();
  await dialog.getByText('Write a whole address that begins with https:// or http://.').waitFor();
  expect(await address.evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await stored()).toBeUndefined();

  await address.fill('https://apps.example/voice');
  const more = dialog.getByText('More: how calls go');
  const keys = dialog.getByLabel('Keys by which a caller leaves');
  expect(await keys.isVisible()).toBe(false);
  await more.click();
  await keys.fill('nine');
  await more.click();
  await dialog.getByRole('button', { name: 'Add the line' }).click();
  // What is wrong is never folded away.
  await dialog.getByText('Write 2 to 8 keys: 0 to 9, * and #.').waitFor();
  expect(await keys.evaluate((field) => field === document.activeElement)).toBe(true);
  await keys.fill('#9');
  await dialog.getByRole('button', { name: 'Add the line' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await row(page).getByText('A FreeClimb application').waitFor();
  const application = { kind: 'freeclimb', voiceUrl: 'https://apps.example/voice', transferKeys: '#9' };
  expect(await stored()).toMatchObject({ flowId: null, application });

  await choose(page, 'Change this line');
  expect(await address.inputValue()).toBe(application.voiceUrl);
  expect(await keys.isVisible()).toBe(true);
  expect(await keys.inputValue()).toBe('#9');
  await dialog.getByText('A program that comes for it').click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await row(page).getByText('A program that comes for it').waitFor();
  expect(await stored()).toMatchObject({ flowId: null, application: null, webhookUrl: null });

  await choose(page, 'Delete');
  await dialog.getByRole('button', { name: 'Delete the line' }).click();
  // What is behind a dialog has no role as long as it is open.
  await dialog.waitFor({ state: 'hidden' });
  await row(page).waitFor({ state: 'detached' });
  expect(await stored()).toBeUndefined();
  await context.close();
});
