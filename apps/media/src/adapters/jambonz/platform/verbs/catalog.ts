import { conference } from './conference.js';
import { config } from './config.js';
import { dequeue, dial } from './dial.js';
import { dub } from './dub.js';
import { gather } from './gather.js';
import { listen } from './listen.js';
import { play, say } from './prompts.js';
import { enqueue, leave } from './queue.js';
import { alert, answer, decline, dtmf, hangup, message, pause, redirect, refer, tag } from './simple.js';
import { transcribe } from './transcribe.js';
import type { Verb } from './verb.js';

/** The verbs there are, by their names; others are told as unsupported. */
export const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['alert', alert],
  ['answer', answer],
  ['conference', conference],
  ['room', conference],
  ['config', config],
  ['dequeue', dequeue],
  ['dial', dial],
  ['dtmf', dtmf],
  ['dub', dub],
  ['enqueue', enqueue],
  ['gather', gather],
  ['hangup', hangup],
  ['leave', leave],
  ['listen', listen],
  ['stream', listen],
  ['message', message],
  ['pause', pause],
  ['play', play],
  ['redirect', redirect],
  ['say', say],
  ['sip:decline', decline],
  ['sip:refer', refer],
  ['tag', tag],
  ['transcribe', transcribe],
]);

/** Speech to speech by somebody's model. jambonz tells so when no connection to the vendor comes about. */
const models = [
  'llm',
  's2s',
  'openai_s2s',
  'google_s2s',
  'deepgram_s2s',
  'ultravox_s2s',
  'qwen_s2s',
  'elevenlabs_s2s',
  'gptlive_s2s',
];

/**
 * What jambonz tells the action hook of a verb that came to nothing, because we do not have it or it could not even be
 * begun: an application that waits for the hook goes on.
 */
export const hopeless: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map<
  string,
  Readonly<Record<string, unknown>>
>([
  ...models.map((name) => [name, { completionReason: 'connection failure' }] as const),
  ['sip:request', { result: 'failed', err: 'requests within a call are not supported here' }] as const,
  // RFC 3261 §21.4.18, §21.5.1, §21.5.2.
  ['dial', { dialCallStatus: 'failed', dialSipStatus: 480 }] as const,
  ['dequeue', { dequeueResult: 'error' }] as const,
  ['enqueue', { queueResult: 'error' }] as const,
  ['sip:refer', { referStatus: 501 }] as const,
  ['play', { reason: 'playFailed' }] as const,
  ['message', { messageStatus: 'failed' }] as const,
]);

/** What may be done with somebody who has answered, before they are joined (spec 2 §1.1). */
export const confirmVerbs: ReadonlySet<string> = new Set(['config', 'gather', 'play', 'say', 'tag']);
