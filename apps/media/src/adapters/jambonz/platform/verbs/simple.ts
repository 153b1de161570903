import type { CommandOf, SessionEventOf } from '@callwright/protocol';
import { z } from 'zod';
import { waitFor } from '../../../../calls/rooms/wait-for.js';
import { defineVerb, headers, hook, seconds } from './verb.js';

/** Ends the call. */
export const hangup = defineVerb(
  z.looseObject({ headers: headers.optional() }),
  async ({ headers: told }, { stage }) => {
    await stage.perform({ command: 'hangup', reason: 'application', ...(told && { headers: told }) });
  },
);

/** Waits. */
export const pause = defineVerb(z.looseObject({ length: seconds }), async ({ length }, { stage, signal }) => {
  await stage.ready(signal);
  await waitFor(new Promise<never>(() => undefined), { clock: stage.clock, timeoutMs: length * 1000, signal });
});

/** Asks for what comes next. */
export const redirect = defineVerb(
  z.looseObject({ actionHook: hook }),
  async ({ actionHook }, { stage }) => {
    await stage.redirect(actionHook ?? '');
  },
  ['statusHook'],
);

/** Answers. */
export const answer = defineVerb(z.looseObject({}), (_body, { stage, signal }) => stage.ready(signal));

/** Lets it ring. */
export const alert = defineVerb(
  z.looseObject({ message: z.string().max(256).optional() }),
  async (_body, { stage }) => {
    await stage.perform({ command: 'ringing' });
  },
);

/** Declines a call that has not been answered. */
export const decline = defineVerb(
  z.looseObject({
    status: z.coerce.number().int().min(300).max(699),
    reason: z.string().max(128).optional(),
  }),
  async ({ status, reason }, { stage }) => {
    await stage.perform({ command: 'reject', code: status, ...(reason !== undefined && { reason }) });
  },
  ['headers'],
);

/** Keys with pauses between them: `w` is half a second, `W` one, as FreeSwitch has it. */
const keys = z.string().regex(/^[0-9a-dA-D*#,wW]{1,64}$/);

/** Sends keys. */
export const dtmf = defineVerb(
  z.looseObject({ dtmf: keys, duration: z.coerce.number().min(40).max(2000).optional() }),
  async ({ dtmf: digits, duration }, { stage, signal }) => {
    await stage.ready(signal);
    const dtmfId = stage.newId();
    const sent = stage.tap.first(
      (event) => (event.event === 'dtmfSent' && event.dtmfId === dtmfId ? event : undefined),
      signal,
    );
    await stage.perform(dtmfCommand(digits, duration, dtmfId));
    await sent;
  },
);

/** Keys as our command has them. */
export const dtmfCommand = (digits: string, durationMs: number | undefined, dtmfId: string): CommandOf<'dtmf'> => ({
  command: 'dtmf',
  digits: digits.toUpperCase().replace(/W/g, ','),
  dtmfId,
  ...(durationMs !== undefined && { durationMs: Math.round(durationMs) }),
});

/** Notes something about the call; told with every message from then on. */
export const tag = defineVerb(
  z.looseObject({ data: z.record(z.string().max(64), z.unknown()) }),
  async ({ data }, { stage }) => {
    stage.info.tag(data);
    const tags = Object.entries(data).flatMap(([key, value]) =>
      key !== '' && typeof value !== 'object' ? [[key, String(value).slice(0, 256)] as const] : [],
    );
    if (tags.length > 0) await stage.perform({ command: 'tag', tags: Object.fromEntries(tags) });
  },
);

/** Sends a short message. */
export const message = defineVerb(
  z.looseObject({
    to: z.string().min(1).max(256),
    from: z.string().max(256),
    text: z.string().min(1).max(10_000),
    media: z.unknown().optional(),
    actionHook: hook,
  }),
  async ({ to, text, media, actionHook }, { stage, signal, id }) => {
    if (media !== undefined) stage.report({ verb: 'message', id, error: 'media cannot be sent: the text goes alone' });
    const messageId = stage.newId();
    const told = stage.tap.first(
      (event) => (event.event === 'messageResult' && event.messageId === messageId ? event : undefined),
      signal,
    );
    await stage.perform({ command: 'message', messageId, channel: 'sms', to, text });
    const { status, error } = await told;
    const results = status === 'queued' ? { messageStatus: 'success' } : { messageStatus: 'failed', error };
    await stage.act({ signal, hook: actionHook, verbId: id, results: { messageSid: messageId, ...results } });
  },
  ['carrier'],
);

type ReferStatus = SessionEventOf<'referStatus'>['status'];
const referOutcomes: Readonly<Record<ReferStatus, readonly [status: number, final: number]>> = {
  trying: [202, 100],
  answered: [202, 200],
  ended: [202, 200],
  busy: [202, 486],
  rejected: [202, 603],
  noAnswer: [202, 480],
  failed: [500, 0],
};

/** @param code what was heard of a transfer that failed: by the answer to the REFER, or by a NOTIFY; nobody says which */
const referResults = (status: ReferStatus, code: number | undefined): Readonly<Record<string, number>> => {
  const [known, final] = referOutcomes[status];
  if (status === 'failed' && code !== undefined) return { referStatus: code, finalReferredCallStatus: code };
  return { referStatus: known, ...(final > 0 && { finalReferredCallStatus: final }) };
};

/** Has the far side of a SIP call call somebody else. */
export const refer = defineVerb(
  z.looseObject({
    referTo: z.string().min(1).max(256),
    headers: headers.optional(),
    actionHook: hook,
    eventHook: hook,
  }),
  async ({ referTo, headers: wanted, actionHook, eventHook }, { stage, signal, id }) => {
    await stage.ready(signal);
    const referId = stage.newId();
    const over = stage.tap.first((event) => {
      if (event.event !== 'referStatus' || event.referId !== referId) return undefined;
      const [known, final] = referOutcomes[event.status];
      const callStatus = event.code ?? (final === 0 ? known : final);
      if (eventHook !== undefined)
        stage.mention({ hook: eventHook, results: { event: 'transfer-status', callStatus } });
      return event.status === 'trying' ? undefined : event;
    }, signal);
    const options = { mode: 'sip' as const, ...(wanted && { headers: wanted }) };
    await stage.perform({ command: 'refer', target: referTo, referId, options });
    const { status, code, reason } = await over;
    if (status === 'failed')
      stage.report({ verb: 'sip:refer', id, error: reason ?? 'the far side could not be sent elsewhere' });
    const results = referResults(status, code);
    await stage.act({ signal, hook: actionHook, verbId: id, results });
  },
  ['referredBy', 'referredByDisplayName'],
);
