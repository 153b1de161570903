import { AppError, type CallId, type CommandOf, type MediaPassOption } from '@callwright/protocol';
import type { ForkOptions } from '../../link/frame-format.js';

/** What a stream to somebody else is. */
export type StreamSpec = {
  readonly url: string;
  readonly fork: ForkOptions;
  /** Said first; null: nothing but sound is sent. */
  readonly greeting: string | null;
  /** How long messages are; null: 20 ms. */
  readonly messageBytes: number | null;
};

/** The stream that the option `mediaPass` makes. */
export const MEDIA_PASS = 'mediaPass';

const DEFAULT_RATE_HZ = 16_000;
/** Spec 0 §3. */
const DEFAULT_PACKET_BYTES = 2560;
const hearing = { mono: 'caller', stereo: 'stereo', mixed: 'mixed' } as const;

/** @throws AppError `protocol.badMessage` without a URL */
export function specOfCommand(callId: CallId, command: CommandOf<'stream'>): StreamSpec {
  const { streamId, url, mixType = 'mono', sampleRate: rateHz = DEFAULT_RATE_HZ, metadata = {} } = command;
  const { bidirectional = false } = command;
  if (url === undefined) throw new AppError('protocol.badMessage', 'A stream needs a url to start.');
  const format = { codec: 'l16', rateHz } as const;
  const told = { event: 'start', sessionId: callId, streamId, mixType, sampleRate: rateHz, bidirectional, metadata };
  return {
    url,
    fork: { forkId: forkIdOf(streamId), hears: hearing[mixType], format, ...(bidirectional && { speaks: format }) },
    greeting: JSON.stringify(told),
    messageBytes: null,
  };
}

/** Spec 0 §5: what is sent is what the caller says, in messages of one length. */
export function specOfMediaPass({ url, inputSampleRate, outputSampleRate, ...pass }: MediaPassOption): StreamSpec {
  const format = { codec: 'l16', rateHz: outputSampleRate ?? DEFAULT_RATE_HZ } as const;
  const speaks = { codec: 'l16', rateHz: inputSampleRate ?? DEFAULT_RATE_HZ } as const;
  const { ptime, packetSize } = pass;
  const ofPtime = ptime === undefined ? DEFAULT_PACKET_BYTES : Math.round((format.rateHz * ptime) / 1000) * 2;
  return {
    url,
    fork: { forkId: forkIdOf(MEDIA_PASS), hears: 'caller', format, speaks },
    greeting: null,
    messageBytes: packetSize ?? ofPtime,
  };
}

/** Forks of others may have any other names. */
const forkIdOf = (streamId: string): string => `stream:${streamId}`;
