import { beep } from './beep.js';
import type { MessageRecordings } from './message-recordings.js';
import type { PlaySources, SpokenText } from './playback.js';

const BEEP = 'tone:beep';
const MESSAGE = 'recording:';

/**
 * What can be played in one call: what all calls can play, a beep, and the messages of this call.
 * @param call whose work it is, and the keys of its workspace
 */
export function createCallSources(
  shared: PlaySources,
  messages: MessageRecordings,
  call: Pick<SpokenText, 'lane' | 'apiKeys'>,
): PlaySources {
  return {
    ...shared,
    speak: (text, signal) => shared.speak({ ...text, ...call }, signal),
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
