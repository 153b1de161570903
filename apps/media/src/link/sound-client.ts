import { AppError, type CallId, type SessionEvent, type SpeechCatalogue } from '@callwright/protocol';
import type { Clock, Timer } from '../platform/clock.js';
import type { ClientChannel } from './channel.js';
import type { LaneBatch } from './lanes.js';
import type { FromSound, RelayedBlock, SoundBeat, SoundRequest, SoundRequestName, SoundResult } from './messages.js';

/** One request by its name. */
export type SoundRequestOf<Name extends SoundRequestName> = Extract<SoundRequest, { request: Name }>;

/** What a client is made of; the handlers are called in the order things happened. */
export type SoundClientOptions = {
  readonly channel: ClientChannel;
  readonly clock: Clock;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  readonly onReady: (webrtc: boolean, speech: SpeechCatalogue | null) => void;
  readonly onEvent: (callId: CallId, event: SessionEvent) => void;
  readonly onBeat: (beat: SoundBeat) => void;
  /** Sound for other processes. */
  readonly onRelayed?: (blocks: readonly RelayedBlock[]) => void;
  /** Sound as bytes. */
  readonly onLanes?: (batch: LaneBatch) => void;
};

/** Asks a sound process; see {@link SoundRequest} for what. */
export type SoundClient = {
  /**
   * Sends a request and waits for its own answer.
   * @throws AppError with the sound process's code; `media.timeout` without an answer; `media.soundLost` when it has gone
   */
  readonly request: <Name extends SoundRequestName>(request: SoundRequestOf<Name>) => Promise<SoundResult[Name]>;
  /** Hands sound of other processes over. */
  readonly relay: (blocks: readonly RelayedBlock[]) => void;
  /** Hands sound as bytes over. */
  readonly carry: (batch: LaneBatch) => void;
  /** Asks the process to end its calls and itself. */
  readonly stop: () => void;
};

type Waiting = {
  readonly resolve: (result: SoundResult[SoundRequestName]) => void;
  readonly reject: (error: AppError) => void;
  readonly timer: Timer;
};

/** The call process's side of the link. */
export function createSoundClient(options: SoundClientOptions): SoundClient {
  const { channel, clock, timeoutMs } = options;
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let isLost = false;

  const settle = (id: number, act: (waiting: Waiting) => void): void => {
    const entry = waiting.get(id);
    // Its deadline has passed, and whoever asked has been told so.
    if (entry === undefined) return;
    waiting.delete(id);
    entry.timer.cancel();
    act(entry);
  };
  channel.onMessage((message) => receive(message, options, settle));
  channel.onClose(() => {
    isLost = true;
    for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(lost()));
  });

  const send = (request: SoundRequest): Promise<SoundResult[SoundRequestName]> =>
    new Promise((resolve, reject) => {
      if (isLost) return reject(lost());
      const id = ++lastId;
      const expire = () => settle(id, (entry) => entry.reject(overdue(request.request, timeoutMs)));
      waiting.set(id, { resolve, reject, timer: clock.startTimer(timeoutMs, expire) });
      channel.send({ id, request });
    });
  return {
    // The answer to a request has the type of that request: both sides are the same build.
    request: <Name extends SoundRequestName>(request: SoundRequestOf<Name>) =>
      send(request) as Promise<SoundResult[Name]>,
    relay: (relayed) => channel.send({ relayed }),
    carry: (lanes) => channel.send({ lanes }),
    stop: () => channel.send({ stop: true }),
  };
}

function receive(
  message: FromSound,
  { onReady, onEvent, onBeat, onRelayed, onLanes }: SoundClientOptions,
  settle: (id: number, act: (waiting: Waiting) => void) => void,
): void {
  if ('reply' in message) {
    if (message.ok) settle(message.reply, ({ resolve }) => resolve(message.result));
    else settle(message.reply, ({ reject }) => reject(new AppError(message.error.code, message.error.message)));
  } else if ('relayed' in message) onRelayed?.(message.relayed);
  else if ('lanes' in message) onLanes?.(message.lanes);
  else if ('event' in message) onEvent(message.callId, message.event);
  else if ('beat' in message) onBeat(message);
  else onReady(message.webrtc, message.speech ?? null);
}

const lost = () => new AppError('media.soundLost', 'The sound process of the call has gone.');
const overdue = (name: SoundRequestName, timeoutMs: number) =>
  new AppError('media.timeout', `The sound process did not answer ${name} within ${timeoutMs} ms.`);
