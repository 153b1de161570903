import type { CallId, SessionEvent } from '@callwright/protocol';
import type { Clock } from '../../platform/clock.js';
import type { Listeners } from './call-ear.js';
import type { OpenRecorder } from './call-recording.js';
import type { OpenMessage } from './message-recordings.js';
import type { Pacer } from './pacer.js';
import type { PlaySources } from './playback.js';

/** What streams of a process share. */
export type StreamParts = {
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly sources: PlaySources;
  readonly listeners: Listeners;
  readonly openRecorder: OpenRecorder;
  readonly openMessage: OpenMessage;
  readonly emit: (callId: CallId, event: SessionEvent) => void;
};
