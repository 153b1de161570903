import { type CallId, type SessionEvent, type SpeechCatalogue, toAppError } from '@callwright/protocol';
import type { ServerChannel } from './channel.js';
import type { LaneBatch } from './lanes.js';
import type { RelayedBlock, SoundBeat, SoundRequest, SoundRequestName, SoundResult } from './messages.js';
import type { SoundRequestOf } from './sound-client.js';

/** What a sound process does for each request; a rejection is the answer too. */
export type SoundHandlers = {
  readonly [Name in SoundRequestName]: (request: SoundRequestOf<Name>) => Promise<SoundResult[Name]>;
};

/** What a sound process says unasked. */
export type SoundLink = {
  readonly emit: (callId: CallId, event: SessionEvent) => void;
  readonly ready: (webrtc: boolean, speech?: SpeechCatalogue) => void;
  readonly beat: (beat: SoundBeat) => void;
  readonly relay: (blocks: readonly RelayedBlock[]) => void;
  /** Sound as bytes; `isBehind` tells that the other side is too slow to take it. */
  readonly carry: (batch: LaneBatch) => void;
  readonly isBehind: () => boolean;
};

/** What the call process sends without asking for anything. */
export type SoundReceivers = {
  /** Sound of other processes. */
  readonly onRelayed?: (blocks: readonly RelayedBlock[]) => void;
  /** Sound as bytes. */
  readonly onLanes?: (batch: LaneBatch) => void;
};

/** So many messages that are not out yet are a call process that stands still: half a second of sound, and more. */
const MAX_BACKLOG = 30;

/**
 * The sound process's side of the link: answers each request once, with the result of its handler.
 * @param onStop the other side has asked us to end, or has gone; called at most once
 */
export function serveSoundLink(
  channel: ServerChannel,
  handlers: SoundHandlers,
  onStop: () => void,
  receivers: SoundReceivers = {},
): SoundLink {
  let beats = 0;
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    onStop();
  };
  const answer = async (id: number, request: SoundRequest): Promise<void> => {
    try {
      channel.send({ reply: id, ok: true, result: await handle(handlers, request) });
    } catch (error) {
      const { code, message } = toAppError(error);
      channel.send({ reply: id, ok: false, error: { code, message } });
    }
  };
  channel.onMessage((message) => {
    if ('stop' in message) stop();
    else if ('relayed' in message) receivers.onRelayed?.(message.relayed);
    else if ('lanes' in message) receivers.onLanes?.(message.lanes);
    else void answer(message.id, message.request);
  });
  channel.onClose(stop);
  return {
    emit: (callId, event) => channel.send({ event, callId }),
    relay: (relayed) => channel.send({ relayed }),
    carry: (lanes) => channel.send({ lanes }),
    isBehind: () => channel.backlogCount() > MAX_BACKLOG,
    ready: (webrtc, speech) => channel.send({ ready: true, webrtc, ...(speech && { speech }) }),
    beat: (beat) => channel.send({ beat: ++beats, ...beat }),
  };
}

/** Calls the handler of a request. */
function handle(handlers: SoundHandlers, request: SoundRequest): Promise<SoundResult[SoundRequestName]> {
  switch (request.request) {
    case 'openStream':
      return handlers.openStream(request);
    case 'answerWebrtc':
      return handlers.answerWebrtc(request);
    case 'offerWebrtc':
      return handlers.offerWebrtc(request);
    case 'acceptWebrtc':
      return handlers.acceptWebrtc(request);
    case 'openRtp':
      return handlers.openRtp(request);
    case 'updateRtp':
      return handlers.updateRtp(request);
    case 'readStatistics':
      return handlers.readStatistics(request);
    case 'speak':
      return handlers.speak(request);
    case 'readLoad':
      return handlers.readLoad(request);
    case 'joinRoom':
      return handlers.joinRoom(request);
    case 'leaveRoom':
      return handlers.leaveRoom(request);
    case 'joinRelay':
      return handlers.joinRelay(request);
    case 'openRelay':
      return handlers.openRelay(request);
    case 'leaveRelay':
      return handlers.leaveRelay(request);
    case 'chime':
      return handlers.chime(request);
    case 'perform':
      return handlers.perform(request);
    case 'hideCaller':
      return handlers.hideCaller(request);
    case 'listenWith':
      return handlers.listenWith(request);
    case 'pressKey':
      return handlers.pressKey(request);
    case 'openFrames':
      return handlers.openFrames(request);
    case 'openFork':
      return handlers.openFork(request);
    case 'readFork':
      return handlers.readFork(request);
    case 'closeFork':
      return handlers.closeFork(request);
    case 'closeStream':
      return handlers.closeStream(request);
  }
}
