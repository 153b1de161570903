import { beep } from './beep.js';
import type { MessageRecordings } from './message-recordings.js';
import type { PlaySources } from './playback.js';

const BEEP = 'tone:beep';
const MESSAGE = 'recording:';

/** What can be played in one call: what all calls can play, a beep, and the messages of this call. */
export function createCallSources(shared: PlaySources, messages: MessageRecordings): PlaySources {
  return {
    ...shared,
    openPrompt: (url, rateHz, signal) => {
      if (url === BEEP) return once(beep(rateHz));
      if (url.startsWith(MESSAGE)) return messages.read(url.slice(MESSAGE.length), signal);
      return shared.openPrompt(url, rateHz, signal);
    },
  };
}

async function* once(sound: Int16Array): AsyncIterable<Int16Array> {
  yield sound;
}
