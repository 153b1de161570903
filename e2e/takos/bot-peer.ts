import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { heardBy, type TestBrowser } from '../support/browser.js';
import type { ReachedStack } from '../support/rest.js';
import type { TakosPage } from './bot-page.js';

/** The program of the page, as one script. */
export const bundleTakosPage = async (): Promise<string> => {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: new URL('bot-page.ts', import.meta.url).pathname, formats: ['iife'], name: 'unused' },
    },
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const script = first && 'output' in first ? first.output.find((one) => one.type === 'chunk') : undefined;
  if (script?.type !== 'chunk') throw new Error('The takos client of the page was not built.');
  return script.code;
};

/** Asks the REST of takos, as a workspace's application does. @returns status and answer */
export const askTakos = async (
  { urls, login }: ReachedStack,
  method: string,
  path: string,
  input: object,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> => {
  const query = method === 'GET' ? `?${new URLSearchParams(Object.entries(input))}` : '';
  const response = await fetch(`${urls.media}/takos/v1/${path}${query}`, {
    method,
    headers: { authorization: `Bearer ${login.apiKey}`, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(input) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const servePage = async (context: BrowserContext): Promise<string> => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>takos</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.once('close', () => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

/** A user of takos in a browser. */
export class TakosPeer {
  readonly #page: Page;
  readonly #context: BrowserContext;

  private constructor(page: Page, context: BrowserContext) {
    this.#page = page;
    this.#context = context;
  }

  static async open(browser: TestBrowser, program: string): Promise<TakosPeer> {
    const { page, context } = await browser.open();
    await page.goto(await servePage(context));
    await page.addScriptTag({ content: program });
    return new TakosPeer(page, context);
  }

  /** Comes into the room of a token, and hears one of the others. */
  join({ urls }: ReachedStack, token: unknown, hears: string): Promise<void> {
    const url = `${urls.media.replace('http', 'ws')}/_takos/v2/call?token=${token}`;
    return this.#page.evaluate(
      ([address, peerId]) => (window as unknown as { takos: TakosPage }).takos.join(address, peerId),
      [url, hears] as const,
    );
  }

  say(sound: Int16Array, rateHz: number): Promise<void> {
    return this.#page.evaluate(
      ([samples, rate]) => (window as unknown as { takos: TakosPage }).takos.say(samples, rate),
      [[...sound], rateHz] as const,
    );
  }

  leave(): Promise<void> {
    return this.#page.evaluate(() => (window as unknown as { takos: TakosPage }).takos.leave());
  }

  /** Everything heard so far. */
  heard(rateHz: number): Promise<Int16Array> {
    return heardBy(this.#page, rateHz);
  }

  /** Types and peers of what it was told. */
  told(): Promise<readonly string[]> {
    return this.#page.evaluate(() =>
      (window as unknown as { takos: TakosPage }).takos.told.map(({ type, peerId }) =>
        `${type} ${peerId ?? ''}`.trim(),
      ),
    );
  }

  closeCode(): Promise<number | null> {
    return this.#page.evaluate(() => (window as unknown as { takos: TakosPage }).takos.closeCode());
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
