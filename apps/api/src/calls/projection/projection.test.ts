import {
  type Command,
  type EngineEvent,
  type JournalEntry,
  type JournalLine,
  journalLineSchema,
} from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { MAX_TAGS, marksAfter } from './marks.js';
import { wordsOfMessage } from './message-words.js';
import { currentNodeAfter, pathOf } from './path.js';
import { textOf, transcriptOf } from './transcript.js';

type Written = readonly [atMs: number, entry: unknown];
const journal = (...written: readonly Written[]): JournalLine[] =>
  written.map(([atMs, entry], seq) => journalLineSchema.parse({ seq, atMs, ...(entry as JournalEntry) }));

const did = (effect: object) => ({ kind: 'effect', cause: 0, effect });
const entered = (nodeId: string, subflow?: string) => did({ effect: 'stepEntered', nodeId, subflow });
const left = (nodeId: string, exit: string, subflow?: string) => did({ effect: 'stepLeft', nodeId, exit, subflow });
const asks = (command: Command) => did({ effect: 'command', command });
const asked = (by: 'client' | 'call' | 'flow', command: Command) => ({ kind: 'command', by, command });
const happened = (event: Record<string, unknown>) => ({
  kind: 'event',
  event: { timestamp: 1, trackId: 't', ...event },
});
const started = (playId?: string) => happened({ event: 'trackStart', playId });
const ended = (playId?: string) =>
  happened({ event: 'trackEnd', playId, durationMs: 1 } satisfies Partial<EngineEvent>);
const heard = (text: string, more = {}) => happened({ event: 'transcriptionFinal', index: 0, text, ...more });
const key = (digit: string, phase = 'start') => happened({ event: 'dtmf', digit, phase });
const speech = (text: string, playId?: string) => ({ command: 'tts' as const, text, playId });
const tts = (text: string, playId?: string): Command => speech(text, playId);

describe('pathOf', () => {
  it('tells when each step was entered and left, and by which exit', () => {
    const lines = journal([10, entered('a')], [20, left('a', 'done')], [20, entered('b')]);
    expect(pathOf(lines)).toEqual([
      { nodeId: 'a', enteredAtMs: 10, leftAtMs: 20, exit: 'done' },
      { nodeId: 'b', enteredAtMs: 20, leftAtMs: null, exit: null },
    ]);
  });

  it('keeps each visit of a step apart', () => {
    const lines = journal([1, entered('a')], [2, left('a', 'again')], [2, entered('a')], [3, left('a', 'done')]);
    expect(pathOf(lines).map(({ exit }) => exit)).toEqual(['again', 'done']);
  });

  it('tells the steps of a flow that was called from those of the flow that called it', () => {
    const lines = journal(
      [1, entered('a')],
      [2, entered('a', 'sub')],
      [3, left('a', 'done', 'sub')],
      [4, left('a', 'paid')],
    );
    expect(pathOf(lines)).toEqual([
      { nodeId: 'a', enteredAtMs: 1, leftAtMs: 4, exit: 'paid' },
      { nodeId: 'a', subflow: 'sub', enteredAtMs: 2, leftAtMs: 3, exit: 'done' },
    ]);
  });

  it('says what went wrong in a step', () => {
    const failed = did({ effect: 'stepFailed', nodeId: 'a', code: 'flow.badValue', message: 'No number.' });
    expect(pathOf(journal([1, entered('a')], [2, failed], [2, left('a', 'failed')]))).toMatchObject([
      { nodeId: 'a', exit: 'failed', failure: { code: 'flow.badValue', message: 'No number.' } },
    ]);
  });

  it('is empty for a call no flow drove', () => {
    expect(pathOf(journal([1, key('1')]))).toEqual([]);
  });
});

describe('currentNodeAfter', () => {
  it('is the step entered last, the one before when nothing says otherwise, and none when the flow is over', () => {
    expect(currentNodeAfter(journal([1, entered('a')], [2, entered('b')]), null)).toBe('b');
    expect(currentNodeAfter(journal([1, key('1')]), 'a')).toBe('a');
    const finished = { kind: 'effect', cause: 0, effect: { effect: 'flowFinished', reason: 'hangup' } };
    expect(currentNodeAfter(journal([1, finished]), 'a')).toBeNull();
  });

  it('is the step that called while the flow it called runs', () => {
    expect(currentNodeAfter(journal([1, entered('a')], [2, entered('inner', 'sub')]), null)).toBe('a');
  });
});

describe('transcriptOf', () => {
  it('has what a question begins with once, whoever says it', () => {
    const question: Command = { command: 'gather', gatherId: 'g', input: ['dtmf'], prompt: { text: 'Which key?' } };
    const byFarSide = journal([0, asks(question)], [5, started('g')], [9, ended('g')]);
    expect(transcriptOf(byFarSide)).toMatchObject([{ by: 'system', text: 'Which key?', atMs: 5, endMs: 9 }]);
    const byUs = journal(
      [0, asks(question)],
      [1, asked('call', tts('Which key?', 'g'))],
      [5, started('g')],
      [9, ended('g')],
    );
    expect(transcriptOf(byUs)).toMatchObject([{ text: 'Which key?', atMs: 5, endMs: 9 }]);
    const unsaid = journal([0, asks(question)], [1, asked('call', tts('Which?', 'other'))]);
    expect(transcriptOf(unsaid)).toEqual([]);
  });

  it('puts our words where they were heard, in the step that asked for them', () => {
    const lines = journal(
      [10, entered('welcome')],
      [10, asks(tts('Hello Ann.', 'v1'))],
      [11, entered('next')],
      [60, started('v1')],
      [900, ended('v1')],
    );
    expect(transcriptOf(lines)).toEqual([
      { atMs: 60, endMs: 900, by: 'system', kind: 'speech', text: 'Hello Ann.', nodeId: 'welcome' },
    ]);
  });

  it('takes the prompt of a gather from what was really spoken, once', () => {
    const gather: Command = { command: 'gather', gatherId: 'v2.0', input: ['dtmf'], prompt: { text: 'Press 1.' } };
    const lines = journal(
      [10, entered('menu')],
      [10, asks(gather)],
      [10, asked('call', tts('Press 1.', 'v2.0'))],
      [50, started('v2.0')],
      [700, ended('v2.0')],
    );
    expect(transcriptOf(lines)).toMatchObject([{ atMs: 50, text: 'Press 1.', nodeId: 'menu' }]);
  });

  it('does not show what was asked for but never heard', () => {
    expect(transcriptOf(journal([1, asks(tts('Lost', 'v1'))]))).toEqual([]);
  });

  it('does not take the command of a flow twice', () => {
    const lines = journal([1, asks(tts('Hi', 'v'))], [1, asked('flow', tts('Hi', 'v'))], [2, started('v')]);
    expect(transcriptOf(lines).map(({ text }) => text)).toEqual(['Hi']);
  });

  it('appends what is spoken under the same id, before and while it plays', () => {
    const lines = journal(
      [1, asked('client', tts('One.', 'v'))],
      [1, asked('client', tts('Two.', 'v'))],
      [2, started('v')],
      [3, asked('client', tts('Three.', 'v'))],
      [9, ended('v')],
      [10, asked('client', tts('Four.', 'v'))],
      [11, started('v')],
    );
    expect(transcriptOf(lines)).toMatchObject([
      { text: 'One. Two. Three.', endMs: 9 },
      { text: 'Four.', endMs: null },
    ]);
  });

  it('joins a text that came piece by piece as it was written, and sets it apart from a whole one', () => {
    const piece = (text: string, endOfStream = false): Command => ({
      ...speech(text, 'v'),
      streaming: true,
      endOfStream,
    });
    const lines = journal(
      [1, asked('client', piece('Once up'))],
      [2, started('v')],
      [3, asked('client', piece('on a '))],
      [4, asked('client', piece('time.', true))],
      [5, asked('client', tts('The end.', 'v'))],
      [9, ended('v')],
    );
    expect(transcriptOf(lines)).toMatchObject([{ text: 'Once upon a time. The end.', endMs: 9 }]);
  });

  it('takes playbacks without an id in their order', () => {
    const lines = journal(
      [1, asked('client', tts('A'))],
      [2, started()],
      [3, ended()],
      [4, asked('client', tts('B'))],
      [5, started()],
    );
    expect(transcriptOf(lines).map(({ text, atMs }) => [text, atMs])).toEqual([
      ['A', 2],
      ['B', 5],
    ]);
  });

  it('shows a played recording by its address', () => {
    const lines = journal([1, asks({ command: 'play', url: 'prompt:p1', playId: 'v' })], [2, started('v')]);
    expect(transcriptOf(lines)).toMatchObject([{ kind: 'recording', text: 'prompt:p1', by: 'system' }]);
  });

  it('dates the caller’s words to when they began to speak, and puts them in order', () => {
    const lines = journal(
      [5, asks(tts('Press 1 or say booking.', 'v'))],
      [10, started('v')],
      [300, happened({ event: 'startSpeaking', startTime: 0 })],
      [310, ended('v')],
      [320, asks(tts('Thanks.', 'w'))],
      [330, started('w')],
      [900, heard('booking', { choice: 'booking' })],
    );
    const entries = transcriptOf(lines);
    expect(entries.map(({ text }) => text)).toEqual(['Press 1 or say booking.', 'booking', 'Thanks.']);
    expect(entries[1]).toEqual({ atMs: 300, endMs: 900, by: 'caller', kind: 'speech', text: 'booking', nodeId: null });
  });

  it('dates words as exactly as the recogniser does', () => {
    const timestamp = 1_750_000_000_000;
    const exact = { timestamp, startTime: timestamp - 1500, endTime: timestamp - 400 };
    const lines = journal([4000, happened({ event: 'startSpeaking', startTime: 0 })], [5000, heard('billing', exact)]);
    expect(transcriptOf(lines)).toMatchObject([{ atMs: 3500, endMs: 4600 }]);
  });

  it('does not believe times of another clock', () => {
    const lines = journal([5000, heard('billing', { timestamp: 1_750_000_000_000, startTime: 900, endTime: 1200 })]);
    expect(transcriptOf(lines)).toMatchObject([{ atMs: 5000, endMs: 5000 }]);
  });

  it('tells what was not understood from what was not said', () => {
    const silent = happened({ event: 'gatherResult', gatherId: 'g', reason: 'timeout' });
    const kinds = transcriptOf(journal([1, heard('')], [2, silent])).map(({ kind }) => kind);
    expect(kinds).toEqual(['notUnderstood', 'noAnswer']);
  });

  it('makes one answer of keys pressed one after the other, and two of keys pressed in two steps', () => {
    const lines = journal(
      [1, entered('a')],
      [10, key('1')],
      [60, key('1', 'end')],
      [1000, key('2')],
      [1001, entered('b')],
      [1200, key('3')],
      [9000, key('4')],
    );
    expect(transcriptOf(lines).map(({ text, nodeId }) => [text, nodeId])).toEqual([
      ['12', 'a'],
      ['3', 'b'],
      ['4', 'b'],
    ]);
  });
});

describe('a secret', () => {
  const reference = '⟦5f2c9a⟧';
  const lines = journal(
    [10, entered('pay', 'payment@2')],
    [11, asks({ command: 'gather', gatherId: 'g', input: ['dtmf'], secret: true })],
    [20, happened({ event: 'dtmf', digit: '*', masked: true, phase: 'start' })],
    [40, happened({ event: 'dtmf', digit: '*', masked: true, phase: 'start' })],
    [50, happened({ event: 'gatherResult', gatherId: 'g', reason: 'digits', secret: reference, digitCount: 2 })],
    [51, did({ effect: 'variableSet', name: 'card', value: reference })],
    [52, asks(tts(`Your card ${reference} is fine.`, 'v'))],
    [60, started('v')],
    [90, heard(`it is ${reference}`)],
  );

  it('is dots where it was keyed in, and nothing where it was referred to', () => {
    expect(transcriptOf(lines).map(({ kind, text, subflow }) => [kind, text, subflow])).toEqual([
      ['keys', '••', 'payment@2'],
      ['speech', 'Your card  is fine.', 'payment@2'],
      ['speech', 'it is ', 'payment@2'],
    ]);
  });

  it('is not in the text that is searched', () => {
    expect(textOf(transcriptOf(lines))).toBe('Your card  is fine.\nit is ');
  });
});

describe('marksAfter', () => {
  const tag = (more: object): Command => ({ command: 'tag', ...more });
  const none = { tags: {}, outcome: null };

  it('adds tags up, and keeps the last outcome', () => {
    const lines = journal(
      [1, asks(tag({ tags: { topic: 'billing', tier: '1' }, outcome: 'started' }))],
      [2, asks(tag({ tags: { tier: '2' }, outcome: 'solved' }))],
      [3, asked('client', tag({ tags: { agent: 'Ada' } }))],
    );
    expect(marksAfter(lines, none)).toEqual({ tags: { topic: 'billing', tier: '2', agent: 'Ada' }, outcome: 'solved' });
  });

  it('changes nothing when there is no tag, and does not take that of a flow twice', () => {
    expect(marksAfter(journal([1, asked('flow', tag({ outcome: 'twice' }))]), none)).toBe(none);
  });

  it('keeps no more tags than a call may have', () => {
    const tags = Object.fromEntries(Array.from({ length: MAX_TAGS + 5 }, (_, at) => [`t${at}`, 'x']));
    expect(Object.keys(marksAfter(journal([1, asks(tag({ tags }))]), none).tags)).toHaveLength(MAX_TAGS);
  });
});

describe('wordsOfMessage', () => {
  const status = (recordId: string, to: string, of = 'message') =>
    happened({ event: 'recordStatus', recordId, of, status: to });

  it('is what was said while it was recorded, and the last try only', () => {
    const lines = journal(
      [1, heard('before')],
      [2, status('m', 'started')],
      [3, heard('wrong')],
      [4, status('m', 'stopped')],
      [5, heard('again')],
      [6, status('m', 'started')],
      [7, heard('this is Ann')],
      [8, heard('')],
      [9, heard('call me')],
      [10, status('m', 'stopped')],
      [11, status('other', 'started')],
      [12, heard('after')],
    );
    expect(wordsOfMessage(lines, 'm')).toBe('this is Ann call me');
    expect(wordsOfMessage(lines, 'other')).toBe('after');
    expect(wordsOfMessage(lines, 'none')).toBe('');
  });
});

describe('textOf', () => {
  it('joins the words and leaves addresses and silence out', () => {
    const lines = journal(
      [1, asks(tts('Hello.', 'v'))],
      [2, started('v')],
      [3, asks({ command: 'play', url: 'prompt:p1', playId: 'w' })],
      [4, started('w')],
      [5, heard('')],
      [6, heard('billing')],
    );
    expect(textOf(transcriptOf(lines))).toBe('Hello.\nbilling');
  });
});

describe('what was cut short', () => {
  const cut = (playId: string, positionMs: number, totalMs?: number) =>
    happened({ event: 'interruption', playId, positionMs, totalMs, cause: 'speech' });
  const said = (...lines: readonly Written[]) =>
    transcriptOf(journal(...lines)).map(({ text, isInterrupted = false }) => [text, isInterrupted]);
  const text = 'Welcome to the bank of the north.';

  it('stands there as far as it was heard, to the word', () => {
    const heardAfter = (positionMs: number, totalMs?: number) =>
      said([0, asks(tts(text, 'p'))], [1, started('p')], [900, cut('p', positionMs, totalMs)], [901, ended('p')]);
    expect(heardAfter(900, 2000)).toEqual([['Welcome to the', true]]);
    expect(heardAfter(1900, 2000)).toEqual([[text, true]]);
    // Nobody knows how long it would have been.
    expect(heardAfter(1000)).toEqual([['Welcome to the', true]]);
  });

  it('was not said when nothing of it was heard', () => {
    expect(said([0, asks(tts(text, 'p'))], [1, started('p')], [2, cut('p', 20, 2000)], [3, ended('p')])).toEqual([]);
  });

  it('says which recording it was', () => {
    const play: Command = { command: 'play', url: 'prompt:1', playId: 'p' };
    expect(said([0, asks(play)], [1, started('p')], [2, cut('p', 500)], [3, ended('p')])).toEqual([['prompt:1', true]]);
  });
});

describe('the words of what the caller said', () => {
  const word = (content: string, startTime: number, endTime: number) => ({ text: content, startTime, endTime });
  const wordsAfter = (words: unknown) =>
    transcriptOf(journal([5000, heard('pay now', { timestamp: 105_000, words })])).map((entry) => entry.words);

  it('have their times in the call', () => {
    expect(wordsAfter([word('pay', 104_000, 104_300), word('now', 104_400, 104_800)])).toEqual([
      [
        { text: 'pay', atMs: 4000, endMs: 4300 },
        { text: 'now', atMs: 4400, endMs: 4800 },
      ],
    ]);
  });

  it('are left out when their times are of another clock', () => {
    expect(wordsAfter([word('pay', 300_000, 300_200), word('now', 104_400, 104_800)])).toEqual([undefined]);
    expect(wordsAfter(undefined)).toEqual([undefined]);
  });
});
