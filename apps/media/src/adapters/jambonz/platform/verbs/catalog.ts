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

/** What may be done with somebody who has answered, before they are joined (spec 2 §1.1). */
export const confirmVerbs: ReadonlySet<string> = new Set(['config', 'gather', 'play', 'say', 'tag']);
