import type { SimulatorState, WaitingFor } from '@callwright/flow-engine/simulator';
import type { JournalLine } from '@callwright/protocol';
import type { Colour, Paint } from '../paint.js';
import { type FindFlow, type LineWords, lineWords } from '../words/line-words.js';

const colours: Readonly<Record<LineWords['about'], Colour>> = {
  hears: 'bold',
  caller: 'cyan',
  step: 'dim',
  'way out': 'dim',
  does: 'yellow',
  world: 'yellow',
  sets: 'dim',
  fails: 'red',
  ends: 'bold',
};
const ABOUT_WIDTH = 8;

/** What happened, a line each, with the time since the call arrived. */
export const logLines = (journal: readonly JournalLine[], findFlow: FindFlow, paint: Paint): readonly string[] =>
  journal.flatMap((line) => {
    const said = lineWords(line, findFlow);
    if (said === null) return [];
    const about = said.about.padEnd(ABOUT_WIDTH);
    return [`${paint('dim', clock(line.atMs))}  ${paint(colours[said.about], `${about} ${said.words}`)}`];
  });

/** Ms since the call arrived, as `m:ss.t`. */
export const clock = (ms: number): string => {
  const tenths = Math.floor(ms / 100);
  const [minutes, seconds] = [Math.floor(tenths / 600), Math.floor(tenths / 10) % 60];
  return `${String(minutes).padStart(3)}:${String(seconds).padStart(2, '0')}.${tenths % 10}`;
};

/** What the call waits for, in words; nothing when it is busy by itself or over. */
export const waitingLines = ({ waitingFor, isOver }: SimulatorState, paint: Paint): readonly string[] =>
  isOver
    ? [paint('dim', 'The call is over.')]
    : waitingFor.map((one) => paint('dim', `waits for ${waitingWords(one)}`));

const waitingWords = (waiting: WaitingFor): string => {
  switch (waiting.kind) {
    case 'question':
      return `an answer${choicesOf(waiting)}`;
    case 'message':
      return 'the end of a message (say …, silence)';
    case 'line':
      return `line ${waiting.target} (line answered, busy, noAnswer, failed)`;
    case 'queue':
      return `queue ${waiting.queue} (queue answered, nobody, full, failed)`;
    case 'room':
      return `room ${waiting.room} (room joined, alone, full, failed)`;
    case 'answerer':
      return `who answered (answered ${waiting.isMachine ? 'beep, unknown' : 'human, machine, unknown'})`;
    case 'http':
      return `an answer to ${waiting.request.method} ${waiting.request.url} (http 200 {…})`;
    case 'code':
      return 'what comes of code (code {…})';
  }
};

const choicesOf = ({ command }: Extract<WaitingFor, { readonly kind: 'question' }>): string => {
  const choices = (command.choices ?? []).map(({ keys, phrases = [] }) =>
    [keys ?? '', phrases[0] ?? ''].filter((one) => one !== '').join(' '),
  );
  return choices.length === 0 ? '' : `: ${choices.join(', ')}`;
};
