import { readFileSync } from 'node:fs';
import { endpointResource } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { heardBy, launchBrowser, type TestBrowser } from '../support/browser.js';
import { DialogAppStandIn } from '../support/dialog/dialog-app.js';
import {
  callByOffer,
  hangUpByOffer,
  type PlainPage,
  pressOnPage,
  servePlainPage,
} from '../support/dialog/offer-page.js';
import { VoiceGatewayStandIn } from '../support/dialog/voice-gateway.js';
import { quickMenu, quickMenuWords } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { segmentsOf } from '../support/segments.js';
import { eventually } from '../support/sip/desk.js';

const facts = inject('stack');
const rest = new Rest(facts);
const media = facts.urls.media;
const RATE_HZ = 8_000;
const docs = new URL('../../docs/protocols/offer.md', import.meta.url);
const ANSWER = 'The office opens at nine.';

let browser: TestBrowser;
let shop: PlainPage;
let app: DialogAppStandIn;

beforeAll(async () => {
  // It answers every key with the same words, and hangs up when they have been heard.
  app = await DialogAppStandIn.open((event, call) => {
    if (event.type === 'dtmf' && event.end !== true) call.send('tts.speak', { text: ANSWER, utterance_id: 'answer' });
    if (event.type === 'tts.ended') call.send('hangup', { reason: 'answered' });
  });
  const voices = await createTestVoices();
  const word = voices.say('billing', 'slt', RATE_HZ);
  const microphone = new Int16Array(40 * RATE_HZ);
  microphone.set(word, 8 * RATE_HZ);
  browser = await launchBrowser(microphone, RATE_HZ);
  shop = await servePlainPage();
  await rest.line('offer-menu', quickMenu());
  await rest.ask('POST', '/endpoints', endpointResource, {
    ...{ name: 'offer-bot', flowId: null, isPublic: true, application: { kind: 'dialog', url: app.url } },
  });
});

afterAll(async () => {
  await browser?.close();
  shop?.close();
  app?.close();
});

const openShop = async () => {
  const { page } = await browser.open();
  await page.goto(shop.url);
  return page;
};

describe('a plain page', () => {
  it('calls a flow by one offer, hears it and presses a key', async () => {
    const page = await openShop();
    const { callId, answer } = await callByOffer(page, media, { apiKey: facts.login.apiKey, agentId: 'offer-menu' });
    expect(answer).toContain('useinbandfec=1');
    expect(answer).toContain('transport-cc');
    expect(answer).not.toMatch(/PCMU|G722/);
    expect(callId).toMatch(/^wrtc-[0-9a-f]{32}$/);
    await pressOnPage(page, '2');
    const call = await rest.endedCall(callId, () => true, 40_000);
    expect(call).toMatchObject({ protocol: 'offer', outcome: 'completed' });
    const said = segmentsOf(await heardBy(page, RATE_HZ), RATE_HZ, 600);
    expect(said.length).toBeGreaterThan(0);
    const spoken = (await rest.journal(callId)).flatMap((line) =>
      line.kind === 'effect' && line.effect.effect === 'command' && line.effect.command.command === 'tts'
        ? [line.effect.command.text]
        : [],
    );
    expect(spoken).toContain(quickMenuWords.billing);
  });

  it('is led by a dialog application, to which its keys go untouched', async () => {
    const page = await openShop();
    const theirs = { apiKey: 'their key', apiSecret: 'their secret', agentId: 'offer-bot' };
    const { callId } = await callByOffer(page, media, theirs);
    await pressOnPage(page, '5');
    await rest.endedCall(callId, () => true, 40_000);
    const call = app.calls.find(({ id }) => id === callId);
    expect(call?.faults).toEqual([]);
    expect(Object.fromEntries(call?.query ?? [])).toEqual({ call_id: callId, ...theirs });
    expect(call?.frames[0]).toMatchObject({ type: 'call.started', to: 'webrtc', codec: 'opus', pcm_hz: 16_000 });
    expect(call?.frames.map(({ type }) => type)).toEqual(expect.arrayContaining(['dtmf', 'tts.started', 'tts.ended']));
    expect(call?.frames.at(-1)).toMatchObject({ type: 'call.ended', reason: 'answered' });
    expect([call?.closeCode, call?.closeReason]).toEqual([1000, 'answered']);
    expect(segmentsOf(await heardBy(page, RATE_HZ), RATE_HZ, 600).length).toBeGreaterThan(0);
  });

  it('hangs up by its id, and is refused where it may not call', async () => {
    const page = await openShop();
    const { callId } = await callByOffer(page, media, { apiKey: facts.login.apiKey, agentId: 'offer-menu' });
    expect(await hangUpByOffer(page, media, callId)).toBe(204);
    expect(await hangUpByOffer(page, media, callId)).toBe(204);
    await rest.endedCall(callId);
    const last = (await rest.journal(callId)).findLast((line) => line.kind === 'event');
    expect(last).toMatchObject({ event: { event: 'hangup', reason: 'client-hangup', initiator: 'caller' } });
    await expect(callByOffer(page, media, { agentId: 'offer-menu' })).rejects.toThrow('401');
    await expect(callByOffer(page, media, { agentId: 'offer-menu', apiKey: 'cwk_no_key' })).rejects.toThrow('401');
  });
});

describe('the page of the docs', () => {
  it('calls a public line as it stands there, and hangs up when it is left', async () => {
    const [, code = ''] = /```html\n([\s\S]*?)```/.exec(readFileSync(docs, 'utf8')) ?? [];
    expect(code).toContain("agentId: 'main'");
    const flow = await rest.createFlow('offer-page', quickMenu());
    await rest.publish(flow);
    await rest.createEndpoint('offer-page', flow.id, true);
    const own = await servePlainPage(code.replace('http://127.0.0.1:3002', media).replace("'main'", "'offer-page'"));
    try {
      const { page } = await browser.open();
      await page.goto(own.url);
      const answered = page.waitForResponse((one) => one.url().endsWith('/webrtc/v1/offer'));
      await page.getByRole('button', { name: 'Call' }).click();
      const { call_id: callId } = await (await answered).json();
      const isHeard = async () => (await heardBy(page, RATE_HZ)).some((sample) => Math.abs(sample) > 1_000) || null;
      await eventually(isHeard, 'the page hears the question');
      await page.goto('about:blank');
      await rest.endedCall(callId);
      const last = (await rest.journal(callId)).findLast((line) => line.kind === 'event');
      expect(last).toMatchObject({ event: { event: 'hangup', reason: 'client-hangup', initiator: 'caller' } });
    } finally {
      own.close();
    }
  });
});

describe('a voice gateway', () => {
  it('is led by a flow: asked, understood, told the last words, hung up', async () => {
    const url = `${media.replace('http', 'ws')}/ws/dialog?agentId=offer-menu&apiKey=${facts.login.apiKey}`;
    const gateway = await VoiceGatewayStandIn.dial(url, `gateway-${Date.now()}`);
    await gateway.until(() => gateway.said.includes(quickMenuWords.main), 'the question');
    gateway.hears('opening hours please');
    await gateway.until(() => gateway.closeCode !== null, 'the end');
    expect(gateway.said).toEqual([quickMenuWords.main, quickMenuWords.hours]);
    expect(gateway.faults).toEqual([]);
    expect(gateway.closeCode).toBe(1000);
    expect(await rest.endedCall(gateway.callId)).toMatchObject({ protocol: 'dialog', outcome: 'completed' });
  });
});
