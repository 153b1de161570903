import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import type { PagePhone, PagePhoneAccount } from './page-phone.js';

const WAIT_MS = 20_000;

/** The program of the page, as one script. */
export const bundlePhone = async (): Promise<string> => {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: new URL('page-phone.ts', import.meta.url).pathname, formats: ['iife'], name: 'unused' },
    },
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const script = first && 'output' in first ? first.output.find((one) => one.type === 'chunk') : undefined;
  if (script?.type !== 'chunk') throw new Error('The telephone of the page was not built.');
  return script.code;
};

// A page is only given a microphone where it is safe, and may only connect to this machine when it is from here.
const servePage = async (context: BrowserContext): Promise<string> => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Telephone</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.once('close', () => server.close());
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
};

/** A telephone in a browser: JsSIP, which registers, calls, is called, and presses keys. */
export class BrowserPhone {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** Opens it in a page; resolves when it has registered. */
  static async open(
    { context, page }: { readonly context: BrowserContext; readonly page: Page },
    program: string,
    account: PagePhoneAccount,
  ): Promise<BrowserPhone> {
    await page.goto(await servePage(context));
    await page.addScriptTag({ content: program });
    const phone = new BrowserPhone(page);
    await phone.#do('register', account);
    await phone.event(/registered/);
    return phone;
  }

  call(target: string): Promise<void> {
    return this.#do('call', target);
  }

  answer(): Promise<void> {
    return this.#do('answer');
  }

  press(key: string): Promise<void> {
    return this.#do('press', key);
  }

  hangUp(): Promise<void> {
    return this.#do('hangUp');
  }

  /** What happened so far, in order. */
  events(): Promise<readonly string[]> {
    return this.#page.evaluate(() => (window as unknown as { telephone: PagePhone }).telephone.events);
  }

  /** Resolves with an event that fits and came after the first `after` ones. */
  async event(fits: RegExp, after = 0): Promise<string> {
    const deadlineMs = performance.now() + WAIT_MS;
    for (;;) {
      const events = await this.events();
      const found = events.slice(after).find((text) => fits.test(text));
      if (found !== undefined) return found;
      if (performance.now() > deadlineMs) throw new Error(`The telephone did not tell ${fits}: ${events.join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #do<Name extends Exclude<keyof PagePhone, 'events'>>(
    name: Name,
    ...given: Parameters<PagePhone[Name]>
  ): Promise<void> {
    return this.#page.evaluate(
      ([action, values]) => {
        const { telephone } = window as unknown as { telephone: Record<string, (...values: unknown[]) => void> };
        telephone[action]?.(...values);
      },
      [name, given] as const,
    );
  }
}
