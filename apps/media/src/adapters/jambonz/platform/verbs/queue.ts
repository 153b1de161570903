import type { CommandOf, SessionEventOf } from '@callwright/protocol';
import { z } from 'zod';
import type { Stage } from '../stage.js';
import { defineVerb, hook, type VerbRun } from './verb.js';

const enqueueBody = z.looseObject({
  name: z.string().min(1).max(100),
  actionHook: hook,
  waitHook: hook,
  priority: z.coerce.number().int().min(0).max(999).optional(),
});

type End = 'bridged' | 'hangup' | 'leave' | 'error';
const ends: Partial<Record<SessionEventOf<'queueResult'>['status'], End>> = {
  ended: 'bridged',
  left: 'leave',
  timeout: 'leave',
  full: 'error',
  failed: 'error',
};

/** Lets the call wait for somebody to take it. */
export const enqueue = defineVerb(enqueueBody, async (body, run) => {
  const { stage, signal, id } = run;
  await stage.ready(signal);
  const queueId = stage.newId();
  const startedMs = stage.clock.monotonicMs();
  const resultsOf = (end: End) => ({
    queueSid: body.name,
    queueTime: Math.round((stage.clock.monotonicMs() - startedMs) / 1000),
    queueResult: end,
  });
  const over = stage.tap.first((event) => {
    if (event.event !== 'queueResult' || event.queueId !== queueId) return undefined;
    if (event.status === 'answered') stage.background.end(WAITING);
    return ends[event.status];
  }, stage.call.signal);
  const leave = () => stage.call.dispatch({ command: 'leave', id: queueId });
  signal.addEventListener('abort', leave, { once: true });
  const offLeave = stage.onLeave(leave);
  const takeOff = stage.atEnd(() => stage.mention({ hook: body.actionHook, verbId: id, results: resultsOf('hangup') }));
  const { waitHook } = body;
  try {
    if (waitHook !== undefined) entertain({ queueId, name: body.name, waitHook, startedMs }, run);
    await stage.perform(commandOf(queueId, body, stage));
    const end = await over;
    stage.background.end(WAITING);
    await stage.act({ signal, hook: body.actionHook, verbId: id, results: resultsOf(end) });
  } finally {
    takeOff();
    offLeave();
    stage.background.end(WAITING);
    signal.removeEventListener('abort', leave);
  }
});

const WAITING = 'waitHook';
/** Our priorities go up to 100 and the highest goes first, jambonz's lowest goes first. */
const HIGHEST = 100;

const commandOf = (
  queueId: string,
  { name, priority, waitHook }: z.infer<typeof enqueueBody>,
  { settings, resolve }: Stage,
): CommandOf<'enqueue'> => ({
  command: 'enqueue',
  queueId,
  queue: name,
  ...(priority !== undefined && { priority: Math.max(0, HIGHEST - priority) }),
  ...(settings.holdMusic !== null && waitHook === undefined && { music: resolve(settings.holdMusic, 'web') }),
});

type Waiting = {
  readonly queueId: string;
  readonly name: string;
  readonly waitHook: string;
  readonly startedMs: number;
};

/** So often at most is the application asked what a caller hears who waits. */
const MIN_ROUND_MS = 1_000;

/** Has the caller hear what the application wants while they wait, again and again. */
const entertain = ({ queueId, name, waitHook, startedMs }: Waiting, { stage }: VerbRun): void => {
  let position = 0;
  stage.background.begin(WAITING, async (signal) => {
    const off = stage.tap.on((event) => {
      if (event.event === 'queueResult' && event.queueId === queueId) position = event.position ?? position;
    });
    try {
      while (!signal.aborted) {
        const queueTime = Math.round((stage.clock.monotonicMs() - startedMs) / 1000);
        const results = { queueSid: name, queueTime, queuePosition: Math.max(0, position - 1), queueSize: position };
        const verbs = await stage.ask({ hook: waitHook, results });
        if (verbs.length === 0) return;
        const roundMs = stage.clock.monotonicMs();
        await stage.runBeside(verbs, signal);
        // What takes no time would be asked for without end.
        if (stage.clock.monotonicMs() - roundMs < MIN_ROUND_MS) return;
      }
    } finally {
      off();
    }
  });
};

/** Takes the call out of the queue or conference it is in. */
export const leave = defineVerb(z.looseObject({}), async (_body, { stage }) => {
  stage.leave();
});
