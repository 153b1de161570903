import { AppError, type CommandOf, type SessionEvent, type TrackId } from '@callwright/protocol';
import type { StreamCommand } from '../../link/messages.js';
import type { Clock } from '../../platform/clock.js';
import type { CallSound } from './call-sound.js';

/** How long keys are sent, and the quiet between them, unless the command says otherwise. */
const KEY_MS = 100;
const KEY_GAP_MS = 100;

/** Who hears what became of a command, and when. */
export type Outcome = { readonly clock: Clock; readonly emit: (event: SessionEvent) => void };

/**
 * Carries out what is asked of the sound of a call; the outcome is an event.
 * @throws AppError `protocol.badMessage` for a track there is not, and as the part that is asked
 */
export function carryOut(sound: CallSound, command: StreamCommand, outcome: Outcome): void {
  switch (command.command) {
    case 'tts':
      sound.playback.say(command);
      break;
    case 'play':
      sound.playback.play(command);
      break;
    case 'interrupt':
      sound.playback.interrupt(command);
      break;
    case 'pause':
    case 'resume':
      sound.playback.hold(command.command === 'pause');
      break;
    case 'mute':
    case 'unmute':
      mute(sound, command.trackId, command.command === 'mute');
      break;
    case 'asr':
      sound.ear.asr(command);
      break;
    case 'vad':
      sound.ear.vad(command);
      break;
    case 'record':
      if (command.of === 'message') sound.messages.perform(command);
      else sound.recording.perform(command, sound.caller.delayMs);
      break;
    case 'dtmf':
      sendKeys(sound, command, outcome);
      break;
  }
}

function mute({ caller, callee }: CallSound, id: TrackId | undefined, isMuted: boolean): void {
  const slots = [caller, callee].filter((slot) => id === undefined || slot.id === id);
  if (slots.length === 0) throw new AppError('protocol.badMessage', `The call has no track called ${id}.`);
  for (const slot of slots) slot.isMuted = isMuted;
}

/** As events where the caller's end understands them, which is never mistaken; else as tones. */
function sendKeys({ leg, tones }: CallSound, command: CommandOf<'dtmf'>, { clock, emit }: Outcome): void {
  const { digits, dtmfId, durationMs = KEY_MS, gapMs = KEY_GAP_MS } = command;
  const id = dtmfId === undefined ? {} : { dtmfId };
  const onSent = (): void => emit({ event: 'dtmfSent', timestamp: clock.nowMs(), digits, ...id });
  const row = { digits, durationMs, gapMs, onSent };
  if (leg.sendKeys) leg.sendKeys(row);
  else tones.send(row);
}
