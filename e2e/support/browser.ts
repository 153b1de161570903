import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resample, writeWav } from '@callwright/audio';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../tools/setup/chromium.mjs';
import type { ReachedStack } from './rest.js';

/** Rate of Chromium's fake microphone file and of the sound taken from its pages. */
const BROWSER_RATE_HZ = 48_000;

/** A browser whose microphone plays a file, once, from the moment a page asks for it. */
export type TestBrowser = {
  /** A fresh context: no cookies, its own storage. */
  readonly open: (options?: {
    readonly colorScheme?: 'light' | 'dark';
  }) => Promise<{ context: BrowserContext; page: Page }>;
  readonly close: () => Promise<void>;
};

/**
 * Starts real Chromium without a window.
 * @param microphone what its user says, signed 16-bit mono at `rateHz`
 * @param flags more of Chromium's own
 */
export const launchBrowser = async (
  microphone: Int16Array,
  rateHz: number,
  flags: readonly string[] = [],
): Promise<TestBrowser> => {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium was found; npm test installs it, or set CALLWRIGHT_CHROMIUM.');
  const dir = mkdtempSync(join(tmpdir(), 'callwright-browser-'));
  const file = join(dir, 'microphone.wav');
  const channels = [resample(microphone, rateHz, BROWSER_RATE_HZ)];
  writeFileSync(file, writeWav({ rateHz: BROWSER_RATE_HZ, channels }));
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${file}%noloop`,
      ...flags,
    ],
  });
  return {
    async open({ colorScheme = 'light' } = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        colorScheme,
        ignoreHTTPSErrors: true,
      });
      await context.addInitScript(keepWhatIsHeard);
      return { context, page: await context.newPage() };
    },
    async close() {
      await browser.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** Everything the page's calls have received so far, signed 16-bit mono at `rateHz`. */
export const heardBy = async (page: Page, rateHz: number): Promise<Int16Array> => {
  const encoded = await page.evaluate(() => {
    const { heard = [] } = window as { heard?: Int16Array[] };
    const bytes = heard.flatMap((block) => [...new Uint8Array(block.buffer, block.byteOffset, block.byteLength)]);
    let text = '';
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.slice(at, at + 32_768));
    return btoa(text);
  });
  const bytes = Buffer.from(encoded, 'base64');
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  return resample(new Int16Array(samples), BROWSER_RATE_HZ, rateHz);
};

// Runs in the page, before its own scripts: reads every remote track beside whatever plays it.
const keepWhatIsHeard = () => {
  const heard: Int16Array[] = [];
  Object.assign(window, { heard });
  const Peer = window.RTCPeerConnection;
  type Reader = { read(): Promise<{ done: boolean; value?: AudioData }> };
  type Processor = new (options: { track: MediaStreamTrack }) => { readable: { getReader(): Reader } };
  const { MediaStreamTrackProcessor } = window as unknown as { MediaStreamTrackProcessor: Processor };
  const keep = async (track: MediaStreamTrack) => {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    for (let next = await reader.read(); !next.done && next.value; next = await reader.read()) {
      const data = next.value;
      const block = new Float32Array(data.numberOfFrames);
      data.copyTo(block, { planeIndex: 0, format: 'f32-planar' });
      data.close();
      heard.push(Int16Array.from(block, (sample) => Math.max(-1, Math.min(1, sample)) * 32_767));
    }
  };
  window.RTCPeerConnection = class extends Peer {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track }) => void keep(track));
    }
  };
};

/** Signs the first admin in; the page then shows the studio. */
export const signIn = async (page: Page, { urls, login }: ReachedStack): Promise<void> => {
  await page.goto(urls.studio);
  await page.getByLabel('Email').fill(login.email);
  await page.getByLabel('Password').fill(login.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Flows', exact: true }).waitFor();
};
