import { type ScriptAct, scriptAct } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';

/** What a line typed into the simulator means. */
export type SimulatorLine =
  | { readonly kind: 'act'; readonly act: ScriptAct }
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'show'; readonly what: 'vars' | 'path' | 'acts' | 'help' | 'state' }
  | { readonly kind: 'fork' }
  | { readonly kind: 'listen' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'call'; readonly number: number }
  | { readonly kind: 'save'; readonly name: string }
  | { readonly kind: 'problem'; readonly message: string };

/** What can be typed, for `help`. */
export const SIMULATOR_HELP = `The caller
  1 or 1234#           presses keys, once asked          say billing   says words
  silence, silence 3   no answer; silence for 3 s        noise         a noise that is no word
  answered human, machine, beep, unknown                 who answered a call of ours
  hear welcome         listens until this is heard       hangup
  now 1, after 2 say x at once, or after 2 s: also into what is being said
The world, when it is asked or before
  http 200 {"a": 1}    http error http.timeout           code {"a": 1}, code error too large
  line answered|busy|noAnswer|failed                     queue answered|nobody|full|failed
  room joined|alone|full|failed                          fail tts      the next tts goes wrong
The call
  back, back 3, forward  in time                         fork, call 1  another call from here; goes to one
  listen               until the call is over            state, vars, path, acts
  save <name>          keeps it as a flow test           quit`;

/** Reads a line. Never throws: what means nothing is a problem, in words. */
export const parseLine = (line: string): SimulatorLine => {
  const text = line.trim();
  if (text === '' || text.startsWith('# ')) return { kind: 'nothing' };
  const [word = '', ...others] = text.split(/\s+/);
  const rest = text.slice(word.length).trim();
  const name = word.toLowerCase();
  if (name === 'now') return timed(rest, 0);
  if (name === 'after') return timed(others.slice(1).join(' '), msOf(others[0] ?? ''));
  return control(name, rest) ?? acted(toAct(word, rest), text);
};

const control = (name: string, rest: string): SimulatorLine | null => {
  switch (name) {
    case 'back':
    case 'forward': {
      const count = rest === '' ? 1 : Number(rest);
      if (!Number.isInteger(count) || count < 1) return { kind: 'problem', message: `How often is "${rest}"?` };
      return { kind: 'move', by: name === 'back' ? -count : count };
    }
    case 'vars':
    case 'path':
    case 'acts':
    case 'help':
    case 'state':
      return { kind: 'show', what: name };
    case 'fork':
    case 'listen':
    case 'quit':
      return { kind: name };
    case 'call':
      return /^\d+$/.test(rest)
        ? { kind: 'call', number: Number(rest) }
        : { kind: 'problem', message: 'Which call? As in: call 1' };
    case 'save':
      return rest === ''
        ? { kind: 'problem', message: 'By what name? As in: save billing by key' }
        : { kind: 'save', name: rest };
    default:
      return null;
  }
};

const toAct = (word: string, rest: string): Json | null => {
  if (/^[0-9A-D*#]+$/.test(word) && rest === '') return { presses: word };
  switch (word.toLowerCase()) {
    case 'press':
      return { presses: rest };
    case 'say':
      return { says: rest };
    case 'noise':
      return { makesNoise: true };
    case 'silence':
      return { isSilent: rest === '' ? true : msOf(rest) };
    case 'hear':
      return { hears: rest };
    case 'answered':
      return { answeredBy: rest };
    case 'hangup':
      return { hangsUp: true };
    case 'fail':
      return { fails: rest };
    default:
      return toAnswer(word.toLowerCase(), rest);
  }
};

const toAnswer = (name: string, rest: string): Json | null => {
  switch (name) {
    case 'http':
      return httpAnswer(rest);
    case 'code':
      return {
        code: rest.startsWith('error') ? { error: rest.slice('error'.length).trim() } : { value: jsonOf(rest) },
      };
    case 'line':
    case 'queue':
    case 'room':
      return { [name]: { outcome: rest } };
    default:
      return null;
  }
};

const httpAnswer = (rest: string): Json => {
  const [status = '', ...body] = rest.split(/\s+/);
  if (status === 'error') return { http: { error: body[0] ?? 'http.network' } };
  const content = rest.slice(status.length).trim();
  return { http: { status: Number(status), ...(content === '' ? {} : { body: jsonOf(content) }) } };
};

// What is no JSON is a text.
const jsonOf = (text: string): Json => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const msOf = (text: string): number => {
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s)?$/.exec(text);
  return found ? Math.round(Number(found[1]) * (found[2] === 'ms' ? 1 : 1000)) : Number.NaN;
};

const acted = (act: Json | null, text: string): SimulatorLine => {
  const read = act === null ? null : scriptAct.safeParse(act);
  if (read?.success) return { kind: 'act', act: read.data };
  return { kind: 'problem', message: `"${text}" means nothing here: help lists what does.` };
};

const timed = (rest: string, afterMs: number): SimulatorLine => {
  const [word = ''] = rest.split(/\s+/);
  const act = toAct(word, rest.slice(word.length).trim());
  const isTimed = act !== null && typeof act === 'object' && !Array.isArray(act);
  return acted(isTimed ? { ...act, afterMs } : null, rest);
};
