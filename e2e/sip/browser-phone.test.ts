import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeTestCertificate } from '../../apps/media/src/sip-server/transport/test-certificate.js';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { findFreePort } from '../../tools/setup/free-port.mjs';
import { heardBy, launchBrowser, type TestBrowser } from '../support/browser.js';
import { otherPrompts, quickMenu, quickMenuWords } from '../support/flows.js';
import { type OwnStack, startOwnStack } from '../support/own-stack.js';
import { Rest } from '../support/rest.js';
import { segmentsOf } from '../support/segments.js';
import { Baresip } from '../support/sip/baresip.js';
import { BrowserPhone, bundlePhone } from '../support/sip/browser-phone.js';
import { Telephony } from '../support/sip/telephony.js';
import { levelOf } from '../support/tones.js';

/** A telephone in a browser: JsSIP in Chromium, by WSS, with sound by WebRTC. */

/** So long a silence parts two prompts. */
const GAP_MS = 400;
const PASSWORD = 'open-sesame-12';
const RATE_HZ = 8000;
const PAGE_HZ = 450;
const DESK_HZ = 700;
const prompts = [...Object.values(quickMenuWords), ...otherPrompts];
let stack: OwnStack;
let rest: Rest;
let browser: TestBrowser;
let program: string;
let url: string;
let voices: TestVoices;
const opened: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const port = await findFreePort();
  const { certificateFile, keyFile } = makeTestCertificate('DNS:localhost', 'IP:127.0.0.1');
  url = `wss://127.0.0.1:${port}`;
  stack = await startOwnStack({
    CALLWRIGHT_SIP_WSS_PORT: String(port),
    CALLWRIGHT_SIP_CERTIFICATE_FILE: certificateFile,
    CALLWRIGHT_SIP_KEY_FILE: keyFile,
  });
  rest = new Rest(stack);
  const telephony = new Telephony(rest);
  // What a page hears takes its time until it is here.
  await rest.line('page-menu', quickMenu(30_000));
  for (const username of ['paula', 'dirk']) await telephony.createUser({ username, password: PASSWORD });
  voices = await createTestVoices();
  program = await bundlePhone();
  browser = await launchBrowser(tone(PAGE_HZ, 60), RATE_HZ, ['--ignore-certificate-errors']);
}, 180_000);
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const tone = (frequencyHz: number, seconds: number): Int16Array =>
  Int16Array.from(
    { length: seconds * RATE_HZ },
    (_, at) => 6000 * Math.sin((2 * Math.PI * frequencyHz * at) / RATE_HZ),
  );

const paulas = async () => {
  const tab = await browser.open();
  opened.push(() => tab.context.close());
  const account = { url, uri: `sip:paula@${stack.sip.split(':')[0]}`, username: 'paula', password: PASSWORD };
  return { phone: await BrowserPhone.open(tab, program, account), page: tab.page };
};

const dirks = async (): Promise<Baresip> => {
  const says = tone(DESK_HZ, 60);
  const one = await Baresip.start({ username: 'dirk', password: PASSWORD, server: stack.sip, answers: 'auto', says });
  opened.push(() => one.close());
  return one;
};

/** How loud a tone was in the last second of what was heard. */
const lately = (heard: Int16Array, frequencyHz: number) => levelOf(heard.slice(-RATE_HZ), frequencyHz, RATE_HZ);

/** Whether something was said, and then nothing for a while. */
const hasBeenAsked = (heard: Int16Array) =>
  segmentsOf(heard, RATE_HZ, GAP_MS).length > 0 &&
  segmentsOf(heard.slice((-GAP_MS * RATE_HZ) / 1000), RATE_HZ, GAP_MS).length === 0;

describe('a telephone in a browser', () => {
  it('registers by WSS, calls a flow, hears it, and presses a key', async () => {
    const { phone, page } = await paulas();
    await phone.call('sip:page-menu@127.0.0.1');
    await phone.event(/confirmed/);
    // A key in the middle of the question would cut it short, and leave no silence between it and the answer.
    await expect.poll(async () => hasBeenAsked(await heardBy(page, RATE_HZ)), { timeout: 20_000 }).toBe(true);
    await phone.press('2');
    await phone.event(/ended by remote/);
    const said: string[] = [];
    for (const segment of segmentsOf(await heardBy(page, RATE_HZ), RATE_HZ, GAP_MS))
      said.push(await voices.recognise(segment, RATE_HZ, prompts));
    expect(said.filter((text) => text !== '').at(-1)).toBe(quickMenuWords.billing);
  });

  it('calls a desk phone, and both hear each other', async () => {
    const desk = await dirks();
    const { phone, page } = await paulas();
    await phone.call('sip:dirk@127.0.0.1');
    await phone.event(/confirmed/);
    await expect.poll(() => lately(desk.heard(), PAGE_HZ), { timeout: 20_000 }).toBeGreaterThan(0.03);
    await expect
      .poll(async () => lately(await heardBy(page, RATE_HZ), DESK_HZ), { timeout: 20_000 })
      .toBeGreaterThan(0.03);
    await phone.hangUp();
    await desk.event('CALL_CLOSED');
  });

  it('is called by a desk phone', async () => {
    const desk = await dirks();
    const { phone, page } = await paulas();
    desk.dial(`sip:paula@${stack.sip}`);
    await phone.event(/called/);
    await phone.answer();
    await phone.event(/confirmed/);
    await expect.poll(() => lately(desk.heard(), PAGE_HZ), { timeout: 20_000 }).toBeGreaterThan(0.03);
    await expect
      .poll(async () => lately(await heardBy(page, RATE_HZ), DESK_HZ), { timeout: 20_000 })
      .toBeGreaterThan(0.03);
    desk.hangUp();
    await phone.event(/ended by remote/);
  });
});
