import { type CommandOf, type SessionEventOf, trackId } from '@callwright/protocol';
import { z } from 'zod';
import { isoTime } from '../../../../platform/calendar.js';
import type { Stage } from '../stage.js';
import { defineVerb, hook, type VerbRun } from './verb.js';

const conferenceBody = z.looseObject({
  name: z.string().min(1).max(100),
  beep: z.boolean().optional(),
  startConferenceOnEnter: z.boolean().optional(),
  endConferenceOnExit: z.boolean().optional(),
  maxParticipants: z.coerce.number().int().min(2).max(1000).optional(),
  joinMuted: z.boolean().optional(),
  actionHook: hook,
  waitHook: hook,
  enterHook: hook,
  statusHook: hook,
  statusEvents: z.array(z.string()).max(20).optional(),
});
type Body = z.infer<typeof conferenceBody>;
type Status = SessionEventOf<'conferenceEvent'>['status'];

/** What our rooms do not have. */
const lacks = ['memberTag', 'speakOnlyTo', 'endConferenceDuration', 'record', 'listen', 'stream', 'distributeDtmf'];

/** Joins the call with everybody in a room. */
export const conference = defineVerb(
  conferenceBody,
  async (body, run) => {
    const { stage, signal, id } = run;
    await stage.ready(signal);
    const conferenceId = stage.newId();
    const startedMs = stage.clock.monotonicMs();
    const results = () => ({ conferenceDuration: Math.round((stage.clock.monotonicMs() - startedMs) / 1000) });
    const over = stage.tap.first<Status>((event) => {
      if (event.event !== 'conferenceEvent' || event.conferenceId !== conferenceId) return undefined;
      tellStatus(event, body, stage);
      return event.status === 'waiting' || event.status === 'joined' ? undefined : event.status;
    }, stage.call.signal);
    const leave = () => stage.call.dispatch({ command: 'leave', id: conferenceId });
    signal.addEventListener('abort', leave, { once: true });
    const offLeave = stage.onLeave(leave);
    const takeOff = stage.atEnd(() => stage.mention({ hook: body.actionHook, verbId: id, results: results() }));
    stage.background.hold(true);
    try {
      enter(body, run);
      if (body.joinMuted) await stage.perform({ command: 'mute', trackId: trackId.parse(stage.call.callId) });
      await stage.perform(commandOf(conferenceId, body, stage));
      const status = await over;
      if (status === 'full' || status === 'failed')
        stage.report({ verb: 'conference', id, error: `the conference is ${status}` });
      await stage.act({ signal, hook: body.actionHook, verbId: id, results: results() });
    } finally {
      takeOff();
      offLeave();
      stage.background.hold(false);
      stage.background.end(WAITING);
      signal.removeEventListener('abort', leave);
      if (body.joinMuted) stage.call.dispatch({ command: 'unmute', trackId: trackId.parse(stage.call.callId) });
    }
  },
  lacks,
);

const WAITING = 'conference hook';

/** Who may end it for all is its host, and so is who says that it begins with them; others wait for one if they say so. */
const commandOf = (conferenceId: string, body: Body, { settings, resolve }: Stage): CommandOf<'conference'> => ({
  command: 'conference',
  conferenceId,
  room: body.name,
  role: body.endConferenceOnExit || body.startConferenceOnEnter ? 'host' : 'speaker',
  waitForHost: body.startConferenceOnEnter === false,
  endsWithHost: body.endConferenceOnExit === true,
  announcesMembers: body.beep === true,
  ...(body.maxParticipants !== undefined && { maxMembers: body.maxParticipants }),
  ...(settings.holdMusic !== null && { music: resolve(settings.holdMusic, 'web') }),
});

/** What the one who comes hears first, and while they wait. */
const enter = ({ enterHook, waitHook, name }: Body, { stage }: VerbRun): void => {
  const asked = [enterHook, waitHook].filter((one) => one !== undefined);
  if (asked.length === 0) return;
  stage.background.begin(WAITING, async (signal) => {
    for (const one of asked) {
      const verbs = await stage.ask({ hook: one, results: { conferenceSid: name, friendlyName: name } });
      await stage.runBeside(verbs, signal);
    }
  });
};

const names: Partial<Record<Status, string>> = { joined: 'join', left: 'leave', ended: 'end' };

const tellStatus = (
  { status, members = 0 }: SessionEventOf<'conferenceEvent'>,
  { statusHook, statusEvents, name }: Body,
  stage: Stage,
): void => {
  if (status === 'joined') stage.background.end(WAITING);
  const event = names[status];
  if (statusHook === undefined || event === undefined || statusEvents?.includes(event) === false) return;
  const time = isoTime(stage.clock.nowMs());
  stage.mention({
    hook: statusHook,
    results: { event, conferenceSid: name, friendlyName: name, members, duration: 0, time },
  });
};
