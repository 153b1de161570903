import type { SessionEvent } from '@callwright/protocol';
import type { RoomName } from '../../link/messages.js';
import type { CallSession } from '../call-session.js';
import { createDeferred } from './deferred.js';
import type { RoomPorts } from './room-ports.js';

/** What is said, and in which room. */
export type Announcement = { readonly room: RoomName; readonly words: string; readonly signal: AbortSignal };

/**
 * Says something to everybody in a room who hears anybody; resolves when it has been said, could not be, or is no longer
 * wanted. Never rejects: nobody is kept waiting because a voice failed.
 */
export const announce = async (
  call: CallSession,
  { room, words, signal }: Announcement,
  { openVoice, log }: RoomPorts,
): Promise<void> => {
  const said = createDeferred();
  const finish = () => said.resolve();
  signal.addEventListener('abort', finish, { once: true });
  if (signal.aborted) finish();
  try {
    const onEvent = (event: SessionEvent) => (isOver(event) ? finish() : undefined);
    const { stream } = await openVoice(call.callId, { onEvent, onLost: finish });
    try {
      const masks = { heardBy: 'all', hears: 'nobody', music: null } as const;
      await stream.joinRoom(room, { masks, caller: call.callId });
      await stream.perform({ command: 'tts', text: words, personal: true });
      await said.promise;
    } finally {
      await stream.close();
    }
  } catch (error) {
    log.warn({ error: String(error) }, 'announcement could not be made');
  } finally {
    signal.removeEventListener('abort', finish);
  }
};

const isOver = ({ event }: SessionEvent): boolean => event === 'trackEnd' || event === 'error';
