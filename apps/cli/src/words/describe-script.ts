import { type ScriptAct, scriptAct } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';

/**
 * A script in plain words: "The caller: presses 2, says nothing. The line is busy." @param acts as a flow test has them
 */
export const describeScript = (acts: readonly Json[]): string => {
  const sentences: string[] = [];
  let doings: string[] = [];
  const endSentence = () => {
    if (doings.length > 0) sentences.push(`The caller: ${doings.join(', ')}.`);
    doings = [];
  };
  for (const act of acts) {
    const { who, words } = describeAct(act);
    if (who === 'caller') doings.push(words);
    else {
      endSentence();
      sentences.push(`${words}.`);
    }
  }
  endSentence();
  return sentences.length === 0 ? 'Every caller.' : sentences.join(' ');
};

type Described = { readonly who: 'caller' | 'world'; readonly words: string };

/** One act of a script in plain words, and who does it. */
export const describeAct = (act: Json): Described => {
  const read = scriptAct.safeParse(act);
  return read.success ? describe(read.data) : { who: 'world', words: `Then ${JSON.stringify(act)}` };
};

const describe = (act: ScriptAct): Described => {
  const doing = callerDoes(act);
  return doing === null ? { who: 'world', words: worldDoes(act) } : { who: 'caller', words: doing };
};

const callerDoes = (act: ScriptAct): string | null => {
  const after = 'afterMs' in act && act.afterMs !== undefined ? ` after ${seconds(act.afterMs)}` : '';
  if ('says' in act) return `says "${act.says}"${after}`;
  if ('presses' in act) return `presses ${act.presses}${after}`;
  if ('makesNoise' in act) return `makes a noise nobody understands${after}`;
  if ('isSilent' in act) return act.isSilent === true ? 'says nothing' : `is silent for ${seconds(act.isSilent)}`;
  if ('hears' in act) return `hears "${shortened(act.hears)}"`;
  return 'hangsUp' in act ? `hangs up${after}` : null;
};

const answererWords = {
  human: 'A person answers',
  machine: 'A machine answers',
  beep: 'The machine beeps',
  unknown: 'Nobody can tell who answered',
} as const;

const worldDoes = (act: ScriptAct): string => {
  if ('http' in act) return httpWords(act.http);
  if ('code' in act)
    return act.code.error === undefined
      ? `The code gives ${shortened(JSON.stringify(act.code.value ?? null))}`
      : `The code fails: ${shortened(act.code.error)}`;
  if ('line' in act) return lineWords[act.line.outcome];
  if ('queue' in act) return queueWords[act.queue.outcome];
  if ('room' in act) return roomWords[act.room.outcome];
  if ('answeredBy' in act) return answererWords[act.answeredBy];
  return 'fails' in act ? `The next "${act.fails}" goes wrong` : `Then ${JSON.stringify(act)}`;
};

const httpWords = ({ status, body, error }: Extract<ScriptAct, { readonly http: unknown }>['http']): string => {
  if (error !== undefined) return `The web service does not answer (${error})`;
  const content = body === undefined ? '' : `: ${shortened(JSON.stringify(body))}`;
  return `The web service answers ${status ?? 200}${content}`;
};

const lineWords = {
  answered: 'The line that is called answers',
  busy: 'The line that is called is busy',
  noAnswer: 'Nobody answers the line that is called',
  failed: 'The line cannot be reached',
} as const;
const queueWords = {
  answered: 'An agent takes the call from the queue',
  nobody: 'Nobody takes the call from the queue',
  full: 'The queue is full',
  failed: 'The queue fails',
} as const;
const roomWords = {
  joined: 'Others are in the conference',
  alone: 'Nobody else is in the conference',
  full: 'The conference is full',
  failed: 'The conference fails',
} as const;

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(3))} s`;

const MAX_LENGTH = 60;
const shortened = (text: string): string => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text);
