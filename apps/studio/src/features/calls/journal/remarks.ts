import type { Effect, EngineEvent, JournalLine } from '@callwright/protocol';

/** Something that happened in a call besides what was said and pressed; what people are told of it. */
export type Remark = { readonly atMs: number; readonly seq: number } & (
  | { readonly kind: 'enters' | 'returns'; readonly flow: string }
  | { readonly kind: 'asked'; readonly what: string }
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'unanswered' | 'codeFailed'; readonly error: string }
  | { readonly kind: 'code' }
  | { readonly kind: 'line' | 'queue' | 'room'; readonly name: string; readonly status: string }
  | { readonly kind: 'stepFailed' | 'flowFailed'; readonly message: string }
  | { readonly kind: 'language'; readonly language: string }
  | { readonly kind: 'silent' | 'cutShort' | 'comesIn' | 'takenUp' }
  | { readonly kind: 'rings'; readonly early: 'yes' | 'no' }
  | { readonly kind: 'declined'; readonly reason: string; readonly code: string }
  | { readonly kind: 'answeredBy'; readonly who: string }
  | { readonly kind: 'recording'; readonly of: string; readonly status: string }
  | { readonly kind: 'message'; readonly channel: string; readonly to: string }
  | { readonly kind: 'tag'; readonly marks: string }
  | { readonly kind: 'hold'; readonly on: 'yes' | 'no' }
  | { readonly kind: 'transferAsked'; readonly target: string }
  | { readonly kind: 'participant'; readonly who: string; readonly status: 'joins' | 'leaves'; readonly others: number }
  | { readonly kind: 'publishes'; readonly who: string; readonly what: 'audio' | 'video'; readonly on: 'yes' | 'no' }
  | { readonly kind: 'stream'; readonly status: string }
  | { readonly kind: 'mark'; readonly name: string; readonly end: string }
  | { readonly kind: 'bufferFull' | 'bufferCleared' | 'native' }
  | { readonly kind: 'clientBack'; readonly missed: number }
  | { readonly kind: 'noted'; readonly speaker: string; readonly text: string }
  | { readonly kind: 'ended'; readonly reason: string }
);

type Told<One = Remark> = One extends Remark ? Omit<One, 'atMs' | 'seq'> : never;

/** What there is to remark on a call, in order; flows that are called by the key the steps name them by. */
export const remarksOf = (lines: readonly JournalLine[]): readonly Remark[] => {
  let subflow: string | null = null;
  // That a call is answered is no news where it has not rung.
  const hasRung = lines.some((line) => line.kind === 'event' && line.event.event === 'ringing');
  const remarks: Remark[] = [];
  for (const line of lines) {
    const told = lineRemark(line);
    if (line.kind === 'effect' && line.effect.effect === 'stepEntered') {
      const now = line.effect.subflow ?? null;
      if (now !== subflow) remarks.push({ ...at(line), ...crossing(subflow, now) });
      subflow = now;
    }
    if (told && (hasRung || told.kind !== 'takenUp')) remarks.push({ ...at(line), ...told });
  }
  return remarks;
};

const at = ({ atMs, seq }: JournalLine) => ({ atMs, seq });

// From one called flow straight into another it is the new one that matters.
const crossing = (from: string | null, to: string | null): Told =>
  to === null ? { kind: 'returns', flow: from ?? '' } : { kind: 'enters', flow: to };

const effectRemark = (effect: Effect): Told | null => {
  switch (effect.effect) {
    case 'httpRequest':
      return { kind: 'asked', what: `${effect.request.method} ${effect.request.url}` };
    case 'voiceSet':
      return { kind: 'language', language: effect.language };
    case 'stepFailed':
    case 'flowFailed':
      return { kind: effect.effect, message: effect.message };
    case 'command':
      return commandRemark(effect.command);
    default:
      return null;
  }
};

const commandRemark = (command: Extract<Effect, { effect: 'command' }>['command']): Told | null => {
  if (command.command === 'message') return { kind: 'message', channel: command.channel, to: command.to };
  if (command.command !== 'tag') return null;
  const tags = Object.entries(command.tags ?? {}).map(([name, value]) => `${name}: ${value}`);
  return { kind: 'tag', marks: [...tags, ...(command.outcome === undefined ? [] : [command.outcome])].join(', ') };
};

const lineRemark = (line: JournalLine): Told | null => {
  switch (line.kind) {
    case 'effect':
      return effectRemark(line.effect);
    case 'event':
      return remarkOn(line.event);
    case 'command':
      // What a program asks for is told by what comes of it; this goes to the far side as it is.
      return line.command.command === 'native' ? { kind: 'native' } : null;
    case 'problem':
      return null;
  }
};

const remarkOn = (event: EngineEvent): Told | null => {
  switch (event.event) {
    case 'httpResult':
      return event.status === null
        ? { kind: 'unanswered', error: event.error ?? '' }
        : { kind: 'answered', status: event.status };
    case 'codeResult':
      return event.ok ? { kind: 'code' } : { kind: 'codeFailed', error: event.error ?? '' };
    case 'referStatus':
    case 'dialResult':
      // Who of several is being called is known when somebody answers.
      return event.status === 'trying' ? null : { kind: 'line', name: event.target ?? '', status: event.status };
    case 'queueResult':
      return { kind: 'queue', name: event.queue, status: event.status };
    case 'conferenceEvent':
      return { kind: 'room', name: event.room, status: event.status };
    case 'inactivity':
      return { kind: 'silent' };
    case 'eou':
      // The end of every turn is told by what was understood of it.
      return event.completed ? null : { kind: 'cutShort' };
    case 'answerMachineDetection':
      return { kind: 'answeredBy', who: event.result };
    case 'recordStatus':
      return { kind: 'recording', of: event.of ?? 'call', status: event.status };
    case 'hangup':
      return { kind: 'ended', reason: event.reason };
    default:
      return remarkOnArrival(event);
  }
};

/** How a call comes to be answered, or does not. */
const remarkOnArrival = (event: EngineEvent): Told | null => {
  switch (event.event) {
    case 'incoming':
      return { kind: 'comesIn' };
    case 'ringing':
      return { kind: 'rings', early: event.earlyMedia ? 'yes' : 'no' };
    case 'answer':
      return { kind: 'takenUp' };
    case 'reject':
      return { kind: 'declined', reason: event.reason, code: String(event.code ?? 'none') };
    default:
      return remarkOnFarSide(event);
  }
};

/** What others in the call do, and programs that hear it. */
const remarkOnFarSide = (event: EngineEvent): Told | null => {
  switch (event.event) {
    case 'transferRequest':
      return { kind: 'transferAsked', target: event.target };
    case 'hold':
      return { kind: 'hold', on: event.onHold ? 'yes' : 'no' };
    case 'participantJoin':
      return { kind: 'participant', who: event.participant, status: 'joins', others: event.participants };
    case 'participantLeave':
      return { kind: 'participant', who: event.participant, status: 'leaves', others: event.participants };
    case 'trackPublished':
      return { kind: 'publishes', who: event.participant, what: event.kind, on: 'yes' };
    case 'trackUnpublished':
      return { kind: 'publishes', who: event.participant, what: event.kind, on: 'no' };
    default:
      return remarkOnProgram(event);
  }
};

const remarkOnProgram = (event: EngineEvent): Told | null => {
  switch (event.event) {
    case 'streamStatus':
      return { kind: 'stream', status: event.status };
    case 'mark':
      return { kind: 'mark', name: event.name, end: event.end };
    case 'bufferDepth':
      return event.isFull ? { kind: 'bufferFull' } : null;
    case 'playoutCleared':
      return { kind: 'bufferCleared' };
    case 'reconnect':
      return { kind: 'clientBack', missed: event.missed };
    case 'addHistory':
      return { kind: 'noted', speaker: event.speaker, text: event.text };
    default:
      return null;
  }
};
