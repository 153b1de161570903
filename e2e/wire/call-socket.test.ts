import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { WebSocket as WebSocketClient } from 'ws';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { otherPrompts } from '../support/flows.js';

const facts = inject('stack');
const RATE_HZ = 16_000;
const words = otherPrompts[0] ?? '';
const media = facts.urls.media.replace('http', 'ws');
let voices: TestVoices;
let browser: TestBrowser;

beforeAll(async () => {
  voices = await createTestVoices();
  // A page that a test makes up is of no network, and Chromium would keep it from ours.
  browser = await launchBrowser(new Int16Array(RATE_HZ), RATE_HZ, ['--disable-features=LocalNetworkAccessChecks']);
});
afterAll(() => browser?.close());

type Told = { readonly event: string; readonly [field: string]: unknown };

/** A client whose sound goes by its socket, as docs/protocols/call-websocket.md has it. */
const callWithFrames = async (query: string, option: object, url = `${media}/call`) => {
  const socket = new WebSocketClient(`${url}?token=${facts.login.apiKey}&id=e2e-${randomUUID()}&${query}`);
  const events: Told[] = [];
  const sound: Buffer[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) sound.push(data);
    else events.push(JSON.parse(String(data)));
    socket.emit('told');
  });
  const named = async (name: string): Promise<Told> => {
    for (;;) {
      const found = events.find(({ event }) => event === name);
      if (found) return found;
      await once(socket, 'told');
    }
  };
  await once(socket, 'open');
  socket.send(JSON.stringify({ command: 'invite', option }));
  await named('answer');
  return { socket, events, sound, named, send: (command: object) => socket.send(JSON.stringify(command)) };
};

const samplesOf = (sound: readonly Buffer[]): Int16Array => {
  const bytes = Buffer.concat(sound);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, at) => bytes.readInt16LE(at * 2));
};

describe('a call whose sound goes by its socket', () => {
  it('is heard as bytes, and hears bytes', async () => {
    const call = await callWithFrames('dialect=live', { vad: { type: 'webrtc' } });
    call.send({ command: 'tts', text: words, playId: 'p' });
    expect(await call.named('trackEnd')).toMatchObject({ trackId: 'server-side-track', playId: 'p', ssrc: 0 });
    expect(await voices.recognise(samplesOf(call.sound), RATE_HZ, otherPrompts)).toBe(words);
    const said = voices.say('hello there', 'slt', RATE_HZ);
    // As it is said: 20 ms with every frame that comes.
    for (let at = 0; at + 320 <= said.length && !call.events.some(({ event }) => event === 'speaking'); at += 320) {
      const piece = said.slice(at, at + 320);
      call.socket.send(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
      await once(call.socket, 'told');
    }
    expect(await call.named('speaking')).toMatchObject({ trackId: expect.stringMatching(/^e2e-/) });
    call.send({ command: 'hangup' });
    expect(await call.named('hangup')).toMatchObject({ reason: 'caller', initiator: 'caller' });
    const [code] = await once(call.socket, 'close');
    expect(code).toBe(1000);
  });
});

type PageCall = { readonly url: string; readonly id: string; readonly isAnew: boolean };

/** Runs in the page: calls, loses its socket (and its connection, `isAnew`), comes back and makes another offer. */
const callFromPage = async ({ url, id, isAnew }: PageCall) => {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  const connect = () => {
    const peer = new RTCPeerConnection();
    for (const track of microphone.getTracks()) peer.addTrack(track, microphone);
    return peer;
  };
  let peer = connect();
  const told: string[] = [];
  const answers: string[] = [];
  const open = async (query: string) => {
    const socket = new WebSocket(`${url}&id=${id}${query}`);
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      told.push(event.event);
      if (event.event !== 'answer') return;
      answers.push(event.sdp);
      void peer.setRemoteDescription({ type: 'answer', sdp: event.sdp });
    };
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    return socket;
  };
  const invite = async (socket: WebSocket, iceRestart: boolean) => {
    await peer.setLocalDescription(await peer.createOffer({ iceRestart }));
    socket.send(JSON.stringify({ command: 'invite', sdp: peer.localDescription?.sdp }));
  };
  const until = async (holds: () => boolean | Promise<boolean>) => {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const receivedCount = async () => {
    for (const report of (await peer.getStats()).values())
      if (report.type === 'inbound-rtp') return Number(report.packetsReceived);
    return 0;
  };
  const first = await open('&dialect=callwright');
  await invite(first, false);
  await until(() => told.includes('mediaReady') && peer.connectionState === 'connected');
  first.close();
  if (isAnew) {
    peer.close();
    peer = connect();
  }
  const second = await open('');
  await until(() => told.includes('reconnect'));
  await invite(second, !isAnew);
  await until(() => answers.length === 2 && peer.signalingState === 'stable' && peer.connectionState === 'connected');
  const countBefore = await receivedCount();
  second.send(JSON.stringify({ command: 'tts', text: 'Here we are again.', playId: 'again' }));
  await until(() => told.includes('trackEnd'));
  await until(async () => (await receivedCount()) > countBefore + 25);
  const { connectionState } = peer;
  second.send(JSON.stringify({ command: 'hangup' }));
  await until(() => told.includes('hangup'));
  peer.close();
  const names = new Set(answers.map((sdp) => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1]));
  const hangups = told.filter((event) => event === 'hangup').length;
  return { connectionState, paths: names.size, hangups, last: told.at(-1) };
};

describe('a page that loses its socket', () => {
  it.each([
    ['goes on over a fresh path', false],
    ['goes on after it was loaded anew', true],
  ])('comes back to its call, and %s', async (_what, isAnew) => {
    const { page, context } = await browser.open();
    await page.goto(facts.urls.studio);
    const url = `${media}/call/webrtc?token=${facts.login.apiKey}`;
    const result = await page.evaluate(callFromPage, { url, id: `e2e-${randomUUID()}`, isAnew });
    expect(result).toEqual({ connectionState: 'connected', paths: 2, hangups: 1, last: 'hangup' });
    await context.close();
  });
});

describe('the requests beside the socket', () => {
  it('list a call and end it', async () => {
    const call = await callWithFrames('dialect=live', {});
    const headers = { authorization: `Bearer ${facts.login.apiKey}` };
    const { active_calls: calls } = await (await fetch(`${facts.urls.media}/list`, { headers })).json();
    const mine = calls.find(({ callType }: { callType: string }) => callType === 'webSocket');
    expect(await (await fetch(`${facts.urls.media}/kill/${mine.id}`, { headers })).json()).toEqual({
      status: 'killed',
      id: mine.id,
    });
    expect(await call.named('hangup')).toMatchObject({ reason: 'killed', initiator: 'system' });
    expect((await fetch(`${facts.urls.media}/iceservers`)).status).toBe(401);
  });
});

describe('the clients of the docs', () => {
  const page = fileURLToPath(new URL('../../docs/protocols/call-websocket.md', import.meta.url));
  const codeOf = (language: string): string => {
    const [, code = ''] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readFileSync(page, 'utf8')) ?? [];
    return code.replace('ws://127.0.0.1:3002', media);
  };

  it('run as they stand there: a program that writes what it hears', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'callwright-client-'));
    const file = join(dir, 'heard.pcm');
    const code = codeOf('js').replace('heard.pcm', file).replace('process.argv[2]', JSON.stringify(facts.login.apiKey));
    const client = spawn(process.execPath, ['--input-type=module', '-e', code], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
    });
    const [exitCode] = await once(client, 'exit');
    expect(exitCode).toBe(0);
    const heard = samplesOf([readFileSync(file)]);
    const written = 'This call is written to a file.';
    expect(await voices.recognise(heard, RATE_HZ, [written, ...otherPrompts])).toBe(written);
    rmSync(dir, { recursive: true });
  });

  it('run as they stand there: a page', async () => {
    const { page: tab, context } = await browser.open();
    const address = `${facts.urls.studio}/a-page-of-the-docs`;
    await tab.route(address, (route) => route.fulfill({ contentType: 'text/html', body: codeOf('html') }));
    tab.on('dialog', (dialog) => void dialog.accept(facts.login.apiKey));
    const told: string[] = [];
    tab.on('pageerror', (error) => told.push(String(error)));
    tab.on('console', (message) => told.push(message.text()));
    await tab.goto(address);
    await expect.poll(() => told.join(' '), { timeout: 20_000 }).toContain('trackEnd');
    await context.close();
  });
});
