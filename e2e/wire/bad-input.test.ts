import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readWav } from '@callwright/audio';
import { describe, expect, inject, it } from 'vitest';
import { callDriven, callLine, drivenUrl, stepSpoke } from '../support/calling.js';
import { flowOf, quickMenu, template } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { pathOf, readStory } from '../support/story.js';
import { WireCaller } from '../support/wire-caller.js';

const facts = inject('stack');
const rest = new Rest(facts);

describe('a client that breaks the rules', () => {
  it('is told that the first command must be invite, and is hung up on', async () => {
    const caller = await callDriven(facts, null, () => ({ command: 'tts', text: 'hello' }));
    expect(await caller.named('error')).toMatchObject({ code: 'protocol.firstCommand' });
    expect(await caller.closed()).toBe(1008);
    await caller.close();
  });

  it('is told what is wrong with its SDP, and the call ends once', async () => {
    const caller = await callDriven(facts, null, () => ({ command: 'invite', sdp: 'v=0\r\nthis is no offer' }));
    expect(await caller.named('error')).toMatchObject({ code: 'media.badSdp', sender: 'invite' });
    await caller.named('hangup');
    await caller.closed();
    await caller.close();
    expect(caller.events.filter(({ event }) => event === 'hangup')).toHaveLength(1);
    await readStory(rest, caller.callId);
  });

  it('may say nonsense and invite twice; its call goes on', async () => {
    const caller = await callDriven(facts, 'callwright', (sdp) => ({ command: 'invite', sdp }));
    await caller.named('answer');
    caller.send('this is not json');
    caller.send({ command: 'levitate' });
    caller.send({ command: 'invite', sdp: 'v=0' });
    await caller.event(
      ({ event, code }) => event === 'error' && code === 'call.alreadyInvited',
      'the refusal of a second invite',
    );
    const codes = caller.events.filter(({ event }) => event === 'error').map(({ code }) => code);
    expect(codes).toEqual(['protocol.badMessage', 'protocol.unknownCommand', 'call.alreadyInvited']);
    caller.send({ command: 'tts', text: 'Still here.', playId: 'alive' });
    await caller.event(({ event, playId }) => event === 'trackEnd' && playId === 'alive', 'the words after it all');
    await caller.hangUp();
    await readStory(rest, caller.callId);
  });

  it('is refused as a stranger, with a wrong key and on a line that is not there', async () => {
    await rest.line('private-line', template('message'));
    const media = facts.urls.media.replace('http', 'ws');
    const call = (query: string, callee: string) =>
      WireCaller.call({
        url: `${media}/call/webrtc?dialect=callwright${query}`,
        callId: `e2e-${randomUUID()}`,
        invite: (sdp) => ({ command: 'invite', sdp, callee }),
      });
    const stranger = await call('', 'private-line');
    expect(await stranger.named('error')).toMatchObject({ code: 'auth.required' });
    expect(await stranger.closed()).toBe(1008);
    await stranger.close();
    const forger = await WireCaller.call({
      url: `${drivenUrl(facts, null)}x`,
      callId: `e2e-${randomUUID()}`,
      invite: (sdp) => ({ command: 'invite', sdp }),
    });
    expect(await forger.named('error')).toMatchObject({ code: 'auth.required' });
    await forger.close();
  });

  it('may not take the call out of the hands of a flow', async () => {
    await rest.line('driven-by-flow', quickMenu());
    const caller = await callLine(rest, 'driven-by-flow');
    await caller.named('trackStart');
    caller.send({ command: 'tts', text: 'I am in charge.' });
    expect(await caller.named('error')).toMatchObject({ code: 'call.notDriver', sender: 'tts' });
    await caller.hangUp();
    await readStory(rest, caller.callId);
  });
});

describe('a call to which something happens', () => {
  it('takes the failed exit when a recording is missing', async () => {
    const flow = flowOf(
      'jingle',
      {
        jingle: ['play', { url: 'prompt:never-uploaded' }],
        sorry: ['hangup', { text: 'Sorry.', reason: 'sorry' }],
        fine: ['hangup', {}],
      },
      [
        ['jingle', 'done', 'fine'],
        ['jingle', 'failed', 'sorry'],
      ],
    );
    // A draft: with this in it a flow cannot be published.
    const { id } = await rest.createFlow('missing prompt', flow);
    const caller = await callLine(await rest.signedIn(facts), `flow:${id}@draft`);
    await caller.named('hangup');
    await caller.close();
    const story = await readStory(rest, caller.callId);
    expect(pathOf(story)).toEqual(['jingle', 'sorry']);
    expect(story.call.endReason).toBe('sorry');
  });

  it('ends when the browser vanishes, and is recorded up to then', async () => {
    await rest.line('vanishing', quickMenu());
    const { url } = await rest.callToken('vanishing');
    // Of the canonical dialect they could come back for ten seconds.
    const caller = await WireCaller.call({
      url: `${url}&dialect=seed`,
      callId: `e2e-${randomUUID()}`,
      invite: (sdp) => ({ command: 'invite', sdp, callee: 'vanishing' }),
    });
    await stepSpoke(caller, 'main');
    caller.vanish();
    const story = await readStory(rest, caller.callId, (call) => call.hasRecording);
    expect(story.call).toMatchObject({ endReason: 'transport', outcome: 'abandoned' });
    expect(readWav(await rest.recording(caller.callId)).channels[1]?.some((sample) => Math.abs(sample) > 500)).toBe(
      true,
    );
  });

  it('ends with an error when its sound process is killed; the next call is answered', async () => {
    await rest.line('killed-sound', quickMenu());
    const caller = await callLine(rest, 'killed-sound');
    await stepSpoke(caller, 'main');
    for (const pid of soundProcesses()) process.kill(pid, 'SIGKILL');
    expect(
      await caller.event(({ event, sender }) => event === 'error' && sender === 'media', 'word of the loss'),
    ).toMatchObject({ code: 'media.soundLost' });
    await caller.named('hangup');
    await caller.close();
    expect(caller.events.filter(({ event }) => event === 'hangup')).toHaveLength(1);
    const story = await readStory(rest, caller.callId, (call) => call.hasRecording);
    expect(story.call.outcome).toBe('failed');
    const { channels, rateHz } = readWav(await rest.recording(caller.callId));
    expect((channels[0]?.length ?? 0) / rateHz).toBeGreaterThan(1);
    const next = await callAgain('killed-sound');
    await next.hangUp();
  });
});

/** The sound processes are the children of the media process that were given a sound configuration. */
const soundProcesses = (): readonly number[] =>
  execFileSync('pgrep', ['-P', String(facts.mediaPid), '-f', 'sound.main'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);

/** Tries until a new sound process has come up. */
const callAgain = async (line: string): Promise<WireCaller> => {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const caller = await callLine(rest, line);
    const first = await caller.event(({ event }) => event === 'mediaReady' || event === 'hangup', 'an answer');
    if (first.event === 'mediaReady') return caller;
    await caller.close();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('No new sound process came up.');
};
