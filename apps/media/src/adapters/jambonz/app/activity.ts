import type { CommandOf } from '@callwright/protocol';
import type { Timer } from '../../../platform/clock.js';
import type { JoinCommand } from './join-verbs.js';
import type { Playback } from './playback.js';

/** A join under way. `attempt`: which target of a `dial` that calls one after another. */
export type Join = {
  readonly kind: 'join';
  readonly command: JoinCommand;
  readonly serial: number;
  readonly attempt: number;
  readonly watchdog: Timer | null;
  answeredAtMs: number | null;
  target: string | undefined;
};

/** What jambonz is busy with for us: one thing at a time, of which the next takes the place. */
export type Activity =
  | { readonly kind: 'playback'; readonly playback: Playback }
  | { readonly kind: 'gather'; readonly command: CommandOf<'gather'>; readonly serial: number }
  | { readonly kind: 'keys'; readonly command: CommandOf<'dtmf'>; readonly serial: number }
  | Join;
