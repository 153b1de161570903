import type { CommandOf } from '@callwright/protocol';
import type { Timer } from '../../../platform/clock.js';
import type { DialLeave } from './dial-leave.js';
import type { JoinCommand } from './join-verbs.js';
import type { Playback } from './playback.js';
import type { QueueWords } from './queue-words.js';

/** A join under way. `attempt`: which target of a `dial` that calls one after another. */
export type Join = {
  readonly kind: 'join';
  readonly command: JoinCommand;
  readonly serial: number;
  readonly attempt: number;
  readonly watchdog: Timer | null;
  /** Of those who are dialled. */
  readonly leave: DialLeave;
  /** What is said to somebody in a queue; null elsewhere. */
  readonly words: QueueWords | null;
  answeredAtMs: number | null;
  target: string | undefined;
};

/** A question under way. `prompt`: what is said first; null when it is over, or there is none. */
export type Question = {
  readonly kind: 'gather';
  readonly command: CommandOf<'gather'>;
  readonly serial: number;
  prompt: Playback | null;
};

/** What jambonz is busy with for us: one thing at a time, of which the next takes the place. */
export type Activity =
  | { readonly kind: 'playback'; readonly playback: Playback }
  | Question
  | { readonly kind: 'keys'; readonly command: CommandOf<'dtmf'>; readonly serial: number }
  | Join;

/** A join is over. */
export const letGo = ({ watchdog, leave }: Join): void => {
  watchdog?.cancel();
  leave.release();
};

/** Names of the verbs by which something is carried out. */
export const verbsOf = (activity: Activity): readonly string[] => {
  switch (activity.kind) {
    case 'gather':
      return ['gather', 'say', 'play'];
    case 'playback':
      return ['say', 'play', 'gather'];
    case 'keys':
      return ['dtmf'];
    case 'join':
      return ['dial', 'sip:refer', 'enqueue', 'conference'];
  }
};
