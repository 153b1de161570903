import { type CallId, type SessionEvent, type SpeechCatalogue, toAppError } from '@callwright/protocol';
import type { ServerChannel } from './channel.js';
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
};

/**
 * The sound process's side of the link: answers each request once, with the result of its handler.
 * @param onStop the other side has asked us to end, or has gone; called at most once
 * @param onRelayed sound of other processes
 */
export function serveSoundLink(
  channel: ServerChannel,
  handlers: SoundHandlers,
  onStop: () => void,
  onRelayed: (blocks: readonly RelayedBlock[]) => void = () => undefined,
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
    else if ('relayed' in message) onRelayed(message.relayed);
    else void answer(message.id, message.request);
  });
  channel.onClose(stop);
  return {
    emit: (callId, event) => channel.send({ event, callId }),
    relay: (relayed) => channel.send({ relayed }),
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
    case 'openRtp':
      return handlers.openRtp(request);
    case 'updateRtp':
      return handlers.updateRtp(request);
    case 'readStatistics':
      return handlers.readStatistics(request);
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
    case 'pressKey':
      return handlers.pressKey(request);
    case 'closeStream':
      return handlers.closeStream(request);
  }
}
