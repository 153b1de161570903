import { type EngineEvent, journalLineSchema, SERVER_TRACK, trackId } from '@callwright/protocol';
import type { Journal } from '../journal.js';
import type { CallEvents, Contender } from './contender.js';
import { choices } from './words.js';

/** What a caller does next: listens to the end of what is said, presses a key, says nothing, or hangs up. */
export type CallerAct = 'listen' | 'silence' | 'hangUp' | `press ${string}`;

/** The callers of the IVR: the first two are timed, all of them must go the same way through every contender. */
export const callers = {
  books: ['listen', 'listen', 'press 1', 'listen', 'hangUp'],
  asksForTheBill: ['listen', 'listen', 'press 2', 'listen', 'hangUp'],
  pressesAWrongKey: ['listen', 'listen', 'press 9', 'listen', 'press 2', 'listen', 'hangUp'],
  isSilentOnce: ['listen', 'listen', 'silence', 'listen', 'press 1', 'listen', 'hangUp'],
  isSilentForever: ['listen', 'listen', 'silence', 'listen', 'silence', 'listen', 'hangUp'],
  pressesWrongKeysOnly: ['listen', 'listen', 'press 9', 'listen', 'press *', 'listen', 'hangUp'],
  mixesItUp: ['listen', 'listen', 'silence', 'listen', 'press 9', 'listen', 'silence', 'listen', 'hangUp'],
  hangsUpInTheMenu: ['listen', 'listen', 'hangUp'],
} as const satisfies Readonly<Record<string, readonly CallerAct[]>>;

/** The callers whose calls are timed: five steps each. */
export const timedCallers = ['books', 'asksForTheBill'] as const satisfies readonly (keyof typeof callers)[];

const FROM = '+15550100';
const BETWEEN_EVENTS_MS = 400;

/**
 * The events of a caller's call as a contender must be told them: it names its own playbacks and questions, and hears
 * of them by those names.
 */
export const eventsOfCaller = async (contender: Contender, acts: readonly CallerAct[]): Promise<CallEvents> => {
  const call = { id: 'c-bench', from: FROM, to: '+15550199', protocol: 'memory' };
  let events: CallEvents = [{ event: 'flowStarted', timestamp: 0, input: { call } }];
  for (const act of acts) {
    const [journal] = await contender.prepare([events])();
    const asked = lastAsked(journal);
    const startedMs = events.length * BETWEEN_EVENTS_MS;
    events = [...events, ...eventsOfAct(act, asked, startedMs)];
  }
  return events;
};

type Asked = { readonly playId: string; readonly gatherId: string };

const lastAsked = (journal: Journal | undefined): Asked => {
  const commands = (journal?.lines ?? []).flatMap((text) => {
    const line = journalLineSchema.parse(JSON.parse(text));
    return line.kind === 'effect' && line.effect.effect === 'command' ? [line.effect.command] : [];
  });
  const last = commands.at(-1);
  if (last?.command === 'gather') return { playId: last.gatherId, gatherId: last.gatherId };
  return { playId: (last?.command === 'tts' && last.playId) || '', gatherId: '' };
};

// In the order a live call reports them: the key itself, what was made of it, the key let go.
const eventsOfAct = (act: CallerAct, { playId, gatherId }: Asked, timestamp: number): CallEvents => {
  const caller = trackId.parse('c-bench');
  if (act === 'listen')
    return [
      { event: 'trackStart', timestamp, trackId: SERVER_TRACK, playId },
      { event: 'trackEnd', timestamp, trackId: SERVER_TRACK, playId, durationMs: 2_000 },
    ];
  if (act === 'silence') return [{ event: 'gatherResult', timestamp, gatherId, reason: 'timeout' }];
  if (act === 'hangUp') return [hangUp(timestamp)];
  const digit = act.slice('press '.length);
  const choice = choices.find(({ keys }) => keys === digit)?.id;
  return [
    { event: 'dtmf', timestamp, trackId: caller, digit, phase: 'start' },
    { event: 'gatherResult', timestamp, gatherId, reason: 'digits', digits: digit, ...(choice ? { choice } : {}) },
    { event: 'dtmf', timestamp, trackId: caller, digit, phase: 'end', durationMs: 100 },
  ];
};

const hangUp = (timestamp: number): EngineEvent => {
  const at = '2025-01-06T09:00:00.000Z';
  return {
    event: 'hangup',
    timestamp,
    reason: 'completed',
    initiator: 'system',
    startTime: at,
    answerTime: at,
    hangupTime: at,
  };
};
