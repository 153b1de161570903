import { defineNode, type NodeContext, type NodeStep } from '@callwright/flow-engine';
import type { HttpResult, Json } from '@callwright/protocol';
import { playbackEnd, speak } from '../shared/playback.js';
import { definition, type HttpConfig } from './definition.js';
import { requestOf } from './request.js';
import { wayOf } from './statuses.js';

/** Whether the caller is being told to wait, and the way out once that is said. */
type Local = { readonly isSpeaking: boolean; readonly exit: string | null };
type Vars = Readonly<Record<string, Json>>;
/** The way out, and what is remembered. */
type Result = { readonly exit: string; readonly set: Vars };

/** The request has its own time-out; ours is for a client that forgot. */
const GRACE_MS = 5_000;
/** What failed when an answer lacks a value that later steps rely on. */
const MISSING_VALUE = 'http.missingValue';

/** Sends the request, tells the caller to wait when it takes long, and goes on by what is answered. */
export const node = defineNode<HttpConfig, Local>({
  definition,
  enter(config, context) {
    const request = requestOf(config, context);
    if (request === null) return { next: 'exit', ...failure('failed', 'http.badRequest', config) };
    const isTold = context.say(config.fillerText) !== '';
    return {
      next: 'wait',
      local: { isSpeaking: false, exit: null },
      effects: [
        { effect: 'httpRequest', requestId: context.visitId, request },
        { effect: 'startTimer', timerId: 'watch', afterMs: config.timeoutMs + GRACE_MS },
        ...(isTold ? [{ effect: 'startTimer' as const, timerId: 'filler', afterMs: config.fillerAfterMs }] : []),
      ],
    };
  },
  on(event, local, config, context) {
    const { visitId } = context;
    if (playbackEnd(event, visitId) !== null)
      return local.exit === null ? { next: 'wait', local: SILENT } : { next: 'exit', exit: local.exit };
    if (local.exit !== null) return { next: 'wait', local };
    if (event.event === 'timerFired')
      return event.timerId === 'filler'
        ? tellToWait(config, context)
        : leave(failure('timeout', 'http.timeout', config), local);
    return event.event === 'httpResult' && event.requestId === visitId
      ? leave(resultOf(event, config), local)
      : { next: 'wait', local };
  },
});

const SILENT: Local = { isSpeaking: false, exit: null };

const tellToWait = ({ fillerText }: HttpConfig, context: NodeContext): NodeStep<Local> => ({
  next: 'wait',
  local: { isSpeaking: true, exit: null },
  effects: [speak(context.say(fillerText), [], context)],
});

// Words under way are said to their end.
const leave = ({ exit, set }: Result, { isSpeaking }: Local): NodeStep<Local> =>
  isSpeaking
    ? { next: 'wait', local: { isSpeaking, exit }, set, effects: [{ effect: 'stopTimer', timerId: 'watch' }] }
    : { next: 'exit', exit, set };

const resultOf = ({ status, error, values }: HttpResult, config: HttpConfig): Result => {
  if (status === null) return failure(error === 'http.timeout' ? 'timeout' : 'failed', error ?? 'http.network', config);
  const exit = wayOf(status, config.ways);
  const told = named({ [config.saveStatusAs]: status, [config.saveErrorAs]: null });
  const lacks = config.results.some(({ as, isOptional }) => as !== '' && !isOptional && !isThere(values[as]));
  if (exit === 'ok' && lacks)
    return { exit: 'failed', set: { ...told, ...named({ [config.saveErrorAs]: MISSING_VALUE }) } };
  // What is not in this answer must not stay as it was in the one before.
  const saved = config.results.map(({ as }) => [as, values[as] ?? null] as const);
  return { exit, set: { ...named(Object.fromEntries(saved)), ...told } };
};

const isThere = (value: Json | undefined) => value !== undefined && value !== null;

const failure = (exit: 'timeout' | 'failed', error: string, config: HttpConfig): Result => ({
  exit,
  set: named({ [config.saveStatusAs]: null, [config.saveErrorAs]: error }),
});

const named = (values: Vars): Vars => Object.fromEntries(Object.entries(values).filter(([name]) => name !== ''));
