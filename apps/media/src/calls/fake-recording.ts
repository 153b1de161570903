import type { CallId } from '@callwright/protocol';
import type { RecordingSummary } from '../link/messages.js';
import { recordingFile } from '../link/recording-names.js';

/** Of what a stream in memory sounds like. */
export const FAKE_RATE_HZ = 16_000;

/** The recording of a call in memory: as long as it would be, with nothing in it. Null when there was none. */
export function fakeRecording(callId: CallId, startedAtMs: number | null, nowMs: number): RecordingSummary | null {
  if (startedAtMs === null) return null;
  const durationMs = nowMs - startedAtMs;
  const sizeBytes = 44 + (durationMs * FAKE_RATE_HZ * 4) / 1000;
  return { file: recordingFile(callId), durationMs, rateHz: FAKE_RATE_HZ, startedAtMs, sizeBytes };
}
