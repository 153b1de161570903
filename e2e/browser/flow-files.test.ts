import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser, signIn, type TestBrowser } from '../support/browser.js';
import { Rest } from '../support/rest.js';

const facts = inject('stack');
const rest = new Rest(facts);

let browser: TestBrowser;
beforeAll(async () => {
  browser = await launchBrowser(new Int16Array(8_000), 8_000);
});
afterAll(() => browser?.close());

const example = async (name: string) => {
  const file = `${name}.flow.yaml`;
  const buffer = await readFile(new URL(`../../examples/${name}/${file}`, import.meta.url));
  return { name: file, mimeType: 'application/yaml', buffer };
};

describe('flow files in the studio', () => {
  it('are imported with the flows they call, and what is wrong with one is told by its line', {
    timeout: 120_000,
  }, async () => {
    const { page, context } = await browser.open();
    await signIn(page, facts);
    const choose = async (file: Awaited<ReturnType<typeof example>>) => {
      await page.goto(`${facts.urls.studio}/flows`);
      await page.getByLabel('A flow file').setInputFiles(file);
    };

    await choose({
      name: 'bad.flow.yaml',
      mimeType: 'application/yaml',
      buffer: Buffer.from('callwright: 2\n\nsteps: 3\n'),
    });
    await page.getByRole('dialog', { name: 'bad.flow.yaml cannot be read' }).getByText('Line 3').waitFor();

    for (const name of ['greeting', 'holiday-router']) {
      await choose(await example(name));
      await page.waitForURL(new RegExp(`/flows/${name}$`));
      await page.getByText('Call comes in').waitFor();
      // The second calls the first by the name both files know it by.
      await rest.publish(await rest.flow(name));
    }
    expect((await rest.flow('holiday-router')).publishedVersion).toBe(1);
    await context.close();
  });
});
