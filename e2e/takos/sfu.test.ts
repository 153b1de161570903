import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSfuBench, type SfuBench } from '../../apps/media/src/adapters/takos/testing/sfu-bench.js';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { processesBelow } from '../support/own-stack.js';
import { buildTakosPage } from './page/build-page.js';
import type { PageOptions } from './page/takos-page.js';

type Takos = {
  readonly join: (options: PageOptions) => Promise<void>;
  readonly tones: () => Record<string, number>;
  readonly framesDecoded: () => Promise<number>;
  readonly closeProducers: () => void;
  readonly problems: readonly string[];
  readonly told: readonly { readonly type: string }[];
};

const ada = 'ada@one.example';
const bob = 'bob@two.example';
const cleo = 'cleo@three.example';
const TONES_HZ = { [ada]: 500, [bob]: 900, [cleo]: 1400 };
/** Width of what the pages tell tones by. */
const NEAR_HZ = 25;
const PATIENCE = { timeout: 30_000, interval: 100 };
const SILENCE = new Int16Array(8000);

let bench: SfuBench;
let browser: TestBrowser;
let script: string;
let site: Server;
beforeAll(async () => {
  bench = await openSfuBench();
  [browser, script] = await Promise.all([launchBrowser(SILENCE, 8000), buildTakosPage()]);
  site = createServer((_, response) => void response.setHeader('content-type', 'text/html').end('<body></body>'));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => site.close(resolve));
  await bench.until(() => bench.adapter.counts().rooms === 0);
  expect(bench.adapter.counts()).toEqual({ sockets: 0, rooms: 0, transports: 0, producers: 0, consumers: 0 });
  await bench.close();
});

const openPage = async (from: TestBrowser): Promise<Page> => {
  const { page } = await from.open();
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await page.addScriptTag({ content: script });
  return page;
};

const joinPage = async (page: Page, userId: keyof typeof TONES_HZ, token: string, dialect: PageOptions['dialect']) => {
  const url = bench.urlOf(token, dialect === 'doc' ? 'dialect=doc' : '');
  const options: PageOptions = { url, dialect, toneHz: TONES_HZ[userId] ?? 0, hasVideo: true };
  await page.evaluate((given) => (window as unknown as { takos: Takos }).takos.join(given), options);
};

const tokenOf = (userId: string, roomId: string) => bench.adapter.tokens.issue(bench.ticket(userId, roomId));
const tonesOf = (page: Page) => page.evaluate(() => (window as unknown as { takos: Takos }).takos.tones());
const framesOf = (page: Page) => page.evaluate(() => (window as unknown as { takos: Takos }).takos.framesDecoded());
const problemsOf = (page: Page) => page.evaluate(() => (window as unknown as { takos: Takos }).takos.problems);
const typesOf = (page: Page) =>
  page.evaluate(() => (window as unknown as { takos: Takos }).takos.told.map(({ type }) => type));

const expectHears = async (page: Page, peerId: keyof typeof TONES_HZ): Promise<void> => {
  const wanted = TONES_HZ[peerId] ?? 0;
  await expect
    .poll(async () => Math.abs(((await tonesOf(page))[peerId] ?? 0) - wanted), PATIENCE)
    .toBeLessThan(NEAR_HZ);
};
const expectSees = async (page: Page): Promise<void> => {
  await expect.poll(() => framesOf(page), PATIENCE).toBeGreaterThan(0);
  const before = await framesOf(page);
  await expect.poll(() => framesOf(page), PATIENCE).toBeGreaterThan(before + 5);
};

describe('browsers in a room', () => {
  it('hear and see each other, one written from the seed and one as the live client', async () => {
    const [literal, live] = await Promise.all([openPage(browser), openPage(browser)]);
    await joinPage(literal, ada, tokenOf(ada, 'talk'), 'doc');
    await joinPage(live, bob, tokenOf(bob, 'talk'), 'code');
    await Promise.all([expectHears(literal, bob), expectHears(live, ada)]);
    await Promise.all([expectSees(literal), expectSees(live)]);
    expect([await problemsOf(literal), await problemsOf(live)]).toEqual([[], []]);
    expect(bench.adapter.counts()).toEqual({ sockets: 2, rooms: 1, transports: 4, producers: 4, consumers: 4 });

    // Nothing of it comes any more, and the server was told nothing.
    await literal.evaluate(() => (window as unknown as { takos: Takos }).takos.closeProducers());
    await expect
      .poll(() => {
        bench.clock.advance(5000);
        return bench.adapter.counts().producers;
      }, PATIENCE)
      .toBe(2);
    expect(await typesOf(live)).toContain('producerClosed');
    await Promise.all([literal.context().close(), live.context().close()]);
    await bench.until(() => bench.adapter.counts().sockets === 0);
  });

  it('come back with the same token, and are gone when their browser is killed', async () => {
    const before = browsersBelow();
    const other = await launchBrowser(SILENCE, 8000);
    const doomed = browsersBelow().filter((pid) => !before.includes(pid));
    const [staying, leaving] = await Promise.all([openPage(browser), openPage(other)]);
    const token = tokenOf(cleo, 'again');
    await joinPage(staying, bob, tokenOf(bob, 'again'), 'code');
    await joinPage(leaving, cleo, token, 'code');
    await expectHears(staying, cleo);
    const back = await openPage(browser);
    await joinPage(back, cleo, token, 'code');
    await Promise.all([expectHears(back, bob), expectHears(staying, cleo)]);
    expect(bench.adapter.counts()).toMatchObject({ sockets: 2, transports: 4, producers: 4 });

    await joinPage(await openPage(other), ada, tokenOf(ada, 'again'), 'code');
    await expectHears(staying, ada);
    for (const pid of doomed) execFileSync('kill', ['-9', String(pid)]);
    await expect.poll(() => typesOf(staying), PATIENCE).toContain('leave');
    await bench.until(() => bench.adapter.counts().sockets === 2);
    expect(bench.adapter.counts()).toMatchObject({ transports: 4, producers: 4 });
    await expectHears(staying, cleo);
    await Promise.all([other.close(), staying.context().close(), back.context().close()]);
    bench.clock.advance(5000);
  });
});

const browsersBelow = (): readonly number[] =>
  processesBelow(process.pid, '--use-file-for-fake-audio-capture')
    .filter(({ args }) => !args.includes('--type='))
    .map(({ pid }) => pid);
