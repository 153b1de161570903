import { AppError, type CommandOf, type SessionEventOf } from '@callwright/protocol';
import { z } from 'zod';
import { waitFor } from '../../../../calls/rooms/wait-for.js';
import { runInBackground } from '../../../../platform/run-in-background.js';
import type { Child } from '../children.js';
import { listenBody, listenTo } from './listen.js';
import { recordingOf } from './prompts.js';
import { defineVerb, headers, hook, seconds, type VerbRun } from './verb.js';

const target = z.looseObject({
  type: z.string().max(16),
  number: z.string().max(256).optional(),
  sipUri: z.string().max(256).optional(),
  name: z.string().max(256).optional(),
  confirmHook: hook,
});
type Target = z.infer<typeof target>;

const dialBody = z.looseObject({
  target: z.array(target).min(1).max(10),
  actionHook: hook,
  confirmHook: hook,
  answerOnBridge: z.boolean().optional(),
  callerId: z.string().max(256).optional(),
  dialMusic: z.string().max(2048).optional(),
  dtmfCapture: z
    .union([
      z.boolean(),
      z.looseObject({ childCall: z.array(z.string()).optional(), parentCall: z.array(z.string()).optional() }),
    ])
    .optional(),
  dtmfHook: hook,
  headers: headers.optional(),
  listen: listenBody.optional(),
  stream: listenBody.optional(),
  timeLimit: seconds.optional(),
  timeout: seconds.optional(),
});

type DialStatus = SessionEventOf<'dialResult'>['status'];
const ended: Partial<Record<DialStatus, readonly [status: string, sip: number]>> = {
  ended: ['completed', 200],
  busy: ['busy', 486],
  rejected: ['failed', 603],
  noAnswer: ['no-answer', 480],
  failed: ['failed', 500],
  cancelled: ['no-answer', 487],
};

/** What nobody of ours does while two talk, or to whom they call. */
const lacks = [
  ...['onHoldHook', 'callerName', 'referHook', 'boostAudioSignal', 'transcribe', 'proxy', 'amd', 'dub', 'tag'],
  ...['forwardPAI', 'srtpEncryption', 'codecs'],
];

/** Calls others, and joins the first that answers. */
export const dial = defineVerb(
  dialBody,
  async (body, run) => {
    const { stage, signal, id } = run;
    await stage.ready(signal, body.answerOnBridge);
    const targets = body.target.flatMap((one) => addressOf(one, run));
    if (targets.length === 0) throw new AppError('call.unreachable', 'Nobody can be called by these targets.');
    const dialId = stage.newId();
    stage.children.expect(dialId, (child) => confirm(child, body, run));
    const command: CommandOf<'dial'> = {
      command: 'dial',
      dialId,
      targets: targets.map((address) => ({ target: address })),
      ...(body.callerId !== undefined && { callerId: body.callerId }),
      ...(body.headers && { headers: body.headers }),
      timeoutMs: (body.timeout ?? DEFAULT_RING_S) * 1000,
      ...(body.timeLimit !== undefined && body.timeLimit > 0 && { timeLimitMs: body.timeLimit * 1000 }),
      ...(body.dialMusic && { music: recordingOf(body.dialMusic, stage) }),
    };
    const stopKeys = hearKeys(body, run);
    try {
      const results = await joined(command, run, body.actionHook);
      await stage.act({ signal, hook: body.actionHook, verbId: id, results });
    } finally {
      stopKeys();
      stage.background.end(`listen ${dialId}`);
      stage.children.forget();
    }
  },
  lacks,
);

const DEFAULT_RING_S = 60;

const dequeueBody = z.looseObject({
  name: z.string().min(1).max(100),
  actionHook: hook,
  timeout: seconds.optional(),
  callSid: z.string().optional(),
});

/** Takes who waits first in a queue. */
export const dequeue = defineVerb(
  dequeueBody,
  async ({ name, actionHook, timeout, callSid }, run) => {
    const { stage, signal, id } = run;
    if (callSid !== undefined)
      stage.report({ verb: 'dequeue', id, error: 'callSid is not known here: the next caller is taken' });
    await stage.ready(signal);
    // Without a timeout it waits for as long as it takes.
    const timeoutMs = timeout === undefined || timeout === 0 ? FOREVER_MS : timeout * 1000;
    const command: CommandOf<'dial'> = {
      command: 'dial',
      dialId: stage.newId(),
      targets: [{ target: `queue:${name}`, timeoutMs }],
      timeoutMs,
    };
    const { dialCallStatus } = await joined(command, run);
    const results = { dequeueResult: dialCallStatus === 'completed' ? 'complete' : 'timeout' };
    await stage.act({ signal, hook: actionHook, verbId: id, results });
  },
  ['beep'],
);

const FOREVER_MS = 86_400_000;

type DialResults = {
  readonly dialCallSid: string | undefined;
  readonly dialCallStatus: string;
  readonly dialSipStatus: number;
  readonly dialSbcCallid: string | undefined;
};

/** Carries a dial out to its end; when it is given up, those who were called are hung up on. */
const joined = async (
  command: CommandOf<'dial'>,
  { stage, signal, id }: VerbRun,
  endHook?: string,
): Promise<DialResults> => {
  const { dialId } = command;
  let sid: string | undefined;
  const resultsOf = ([status, sip]: readonly [string, number]): DialResults => ({
    dialCallSid: sid,
    dialCallStatus: status,
    dialSipStatus: sip,
    dialSbcCallid: sid,
  });
  const over = stage.tap.first<DialResults>((event) => {
    if (event.event !== 'dialResult' || event.dialId !== dialId) return undefined;
    if (event.status === 'answered') sid = stage.children.current?.call.callId;
    const end = ended[event.status];
    return end && resultsOf([end[0], event.code ?? end[1]]);
  }, stage.call.signal);
  const leave = () => stage.call.dispatch({ command: 'leave', id: dialId });
  signal.addEventListener('abort', leave, { once: true });
  const takeOff = stage.atEnd(() =>
    stage.mention({
      hook: endHook,
      verbId: id,
      results: resultsOf(sid === undefined ? ['no-answer', 487] : ['completed', 200]),
    }),
  );
  stage.background.hold(true);
  try {
    await stage.perform(command);
    return await over;
  } finally {
    takeOff();
    stage.background.hold(false);
    signal.removeEventListener('abort', leave);
  }
};

const addressOf = (one: Target, { stage, id }: VerbRun): readonly string[] => {
  const address = { phone: one.number, sip: one.sipUri, user: one.name }[one.type];
  if (address === undefined || address === '') {
    stage.report({ verb: 'dial', id, error: `targets of type ${one.type.slice(0, 16)} cannot be called` });
    return [];
  }
  return [one.type === 'sip' && !/^sips?:/i.test(address) ? `sip:${address}` : address];
};

/** Whoever answers is asked first, when the application wants that; then its listener begins. */
const confirm = async (child: Child, body: z.infer<typeof dialBody>, run: VerbRun): Promise<boolean> => {
  const { stage, signal } = run;
  const wanted = body.confirmHook ?? body.target.find(({ confirmHook }) => confirmHook !== undefined)?.confirmHook;
  if (wanted !== undefined && !(await asked(child, wanted, run))) return false;
  const { listen = body.stream } = body;
  const { dialId } = stage.children;
  if (listen && dialId !== null)
    stage.background.begin(`listen ${dialId}`, async (one) => {
      await listenTo(listen, { ...run, signal: AbortSignal.any([one, signal]) });
    });
  return !child.call.isEnding;
};

/** So long may the one who has answered take. */
const CONFIRM_MS = 60_000;

const asked = async (child: Child, wanted: string, { stage, signal }: VerbRun): Promise<boolean> => {
  const both = AbortSignal.any([signal, child.call.signal]);
  const work = stage.children.current === child ? stage.confirm(child, wanted, both) : Promise.resolve(false);
  runInBackground('confirm', work, stage.log);
  const isConfirmed = await waitFor(work, { clock: stage.clock, timeoutMs: CONFIRM_MS, signal: both }).catch(
    () => false,
  );
  return isConfirmed === true;
};

/** Tells the key sequences the application wants to know of. */
const hearKeys = ({ dtmfCapture, dtmfHook }: z.infer<typeof dialBody>, { stage }: VerbRun): (() => void) => {
  if (dtmfHook === undefined || typeof dtmfCapture !== 'object') return () => undefined;
  const watch = (patterns: readonly string[] = [], about: Readonly<Record<string, unknown>>) => {
    let typed = '';
    return (digit: string) => {
      typed = (typed + digit).slice(-MAX_PATTERN);
      const match = patterns.find((pattern) => pattern !== '' && typed.endsWith(pattern));
      if (match === undefined) return;
      typed = '';
      stage.mention({ hook: dtmfHook, results: { ...about, dtmf: match } });
    };
  };
  const parent = watch(dtmfCapture.parentCall, { dtmfSource: 'parent' });
  const child = watch(dtmfCapture.childCall, { dtmfSource: 'child' });
  let offChild: (() => void) | null = null;
  const offParent = stage.tap.on((event) => {
    if (event.event === 'dtmf' && event.phase === 'start' && event.masked !== true) parent(event.digit);
    if (event.event !== 'dialResult' || event.status !== 'answered') return;
    offChild ??=
      stage.children.current?.call.onEvent((one) => {
        if (one.event === 'dtmf' && one.phase === 'start' && one.masked !== true) child(one.digit);
      }) ?? null;
  });
  return () => {
    offParent();
    offChild?.();
  };
};

const MAX_PATTERN = 32;
