import type { ScriptAct } from '../script/script.js';
import type { ScriptedCaller } from './scripted-caller.js';
import type { SimulatedCall } from './simulated-call.js';

/** Whom a script has at hand. `atMoment` is told when the moment of an answer has come, before it is given. */
export type Performers = {
  readonly call: SimulatedCall;
  readonly caller: ScriptedCaller;
  readonly atMoment: () => void;
};

type ActOf<Key extends string> = Extract<ScriptAct, { readonly [K in Key]: unknown }>;
type Answer = ActOf<'http'> | ActOf<'code'> | ActOf<'line'> | ActOf<'queue'> | ActOf<'room'>;

/**
 * Does one act of a script: at its moment, which may have to be waited for.
 * @throws NeverHappens when that never comes
 */
export const performAct = (act: ScriptAct, performers: Performers): void => {
  const { caller, call } = performers;
  if ('says' in act) caller.says(act.says, act);
  else if ('presses' in act) caller.presses(act.presses, act);
  else if ('makesNoise' in act) caller.makesNoise(act);
  else if ('isSilent' in act) caller.isSilent(act.isSilent === true ? undefined : act.isSilent);
  else if ('hears' in act) caller.hears(act.hears);
  else if ('answeredBy' in act) caller.isTakenFor(act.answeredBy, act);
  else if ('hangsUp' in act) {
    call.waitFor(() => !call.isOver, 'the caller could hang up');
    caller.hangsUp(act);
  } else if (!('fails' in act)) answer(act, performers);
};

const answer = (act: Answer, { call, atMoment }: Performers): void => {
  const { isAsked, what, give } = answerOf(act, call);
  call.waitFor(isAsked, what);
  atMoment();
  give();
};

const answerOf = (
  act: Answer,
  call: SimulatedCall,
): { readonly isAsked: () => boolean; readonly what: string; readonly give: () => void } => {
  if ('http' in act) {
    const isAsked = () => call.awaited.some(({ kind }) => kind === 'http');
    return { isAsked, what: 'the flow made a request', give: () => call.answerRequest(act.http) };
  }
  if ('code' in act) {
    const { error, value = null } = act.code;
    const outcome = error === undefined ? { ok: true, value } : { ok: false, error };
    const isAsked = () => call.awaited.some(({ kind }) => kind === 'code');
    return { isAsked, what: 'the flow ran any code', give: () => call.answerCode(outcome) };
  }
  if ('line' in act) {
    const give = () => call.step({ input: 'answerLine', line: act.line });
    return { isAsked: () => awaitsLine(call), what: 'the flow called a line', give };
  }
  if ('queue' in act) {
    const give = () => call.step({ input: 'answerQueue', queue: act.queue });
    return { isAsked: () => call.model.queue?.plan === null, what: 'it came to a queue', give };
  }
  const give = () => call.step({ input: 'answerRoom', room: act.room });
  return { isAsked: () => call.model.room?.state === 'asking', what: 'it came to a conference', give };
};

// A line rings of which it is not known what it does.
const awaitsLine = ({ model: { refer, dial } }: SimulatedCall): boolean =>
  (refer !== null && !refer.line.isTold) ||
  (dial?.lines.some(({ state, isTold }) => state === 'ringing' && !isTold) ?? false);
