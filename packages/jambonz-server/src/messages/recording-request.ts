import { type Data, isData } from './call-info.js';
import { parseJson } from './hook-request.js';

/** What the first text of an audio socket tells. Fields that some versions leave out are absent. */
export type RecordingSession = {
  readonly callSid: string;
  /** Hz of the bytes that follow: 16 bits, little endian. */
  readonly sampleRate: number;
  /** `stereo`: the caller left, the callee right, sample by sample. */
  readonly mixType: 'mono' | 'stereo' | 'mixed';
  readonly direction?: string;
  readonly from?: string;
  readonly to?: string;
  readonly callId?: string;
  readonly accountSid?: string;
  readonly applicationSid?: string;
  readonly callerId?: string;
  readonly parentCallSid?: string;
  readonly traceId?: string;
  /** All of it, with what the `listen` gave as `metadata`. */
  readonly metadata: Data;
};

/** What a recording handler is called with. `Other`: texts behind the first that no kind is for. */
export type RecordingRequest =
  | { readonly kind: 'SessionNew'; readonly session: RecordingSession }
  | { readonly kind: 'Binary'; readonly bytes: Uint8Array }
  | { readonly kind: 'Dtmf'; readonly digit: string; readonly durationMs: number | null }
  | { readonly kind: 'PlayDone'; readonly data: Data }
  | { readonly kind: 'Mark'; readonly name: string; readonly event: 'playout' | 'cleared' }
  | { readonly kind: 'Other'; readonly data: Data }
  | { readonly kind: 'Close'; readonly code: number };

/** What an audio socket has without a word about it. */
const DEFAULT_RATE_HZ = 8000;
const RATES_HZ: readonly unknown[] = [8000, 16_000, 24_000, 32_000, 48_000, 64_000];
/** RFC 4733 counts durations by the clock of the sound, which is this for telephone events. */
const EVENT_CLOCK_HZ = 8000;

/** Reads the first text; null when it names no call. */
export const parseRecordingSession = (text: string): RecordingSession | null => {
  const value = parseJson(text);
  if (!isData(value) || typeof value.callSid !== 'string' || value.callSid === '') return null;
  const { callSid, mixType } = value;
  const rate = Number(value.sampleRate);
  const named = [
    'direction',
    'from',
    'to',
    'callId',
    'accountSid',
    'applicationSid',
    'callerId',
    'parentCallSid',
    'traceId',
  ];
  return {
    callSid,
    sampleRate: RATES_HZ.includes(rate) ? rate : DEFAULT_RATE_HZ,
    mixType: mixType === 'stereo' || mixType === 'mixed' ? mixType : 'mono',
    ...Object.fromEntries(named.flatMap((name) => (typeof value[name] === 'string' ? [[name, value[name]]] : []))),
    metadata: value,
  };
};

/** Reads a later text; null when it is no JSON of an object. */
export const parseRecordingText = (text: string): RecordingRequest | null => {
  const value = parseJson(text);
  if (!isData(value)) return null;
  const data = isData(value.data) ? value.data : {};
  if (value.event === 'dtmf' && /^[0-9A-D*#]$/.test(String(value.dtmf)))
    return { kind: 'Dtmf', digit: String(value.dtmf), durationMs: durationOf(value.duration) };
  if (value.type === 'playDone') return { kind: 'PlayDone', data };
  if (value.type === 'mark' && typeof data.name === 'string')
    return { kind: 'Mark', name: data.name, event: data.event === 'cleared' ? 'cleared' : 'playout' };
  return { kind: 'Other', data: value };
};

const durationOf = (value: unknown): number | null => {
  const count = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(count) && count >= 0 ? Math.round((count / EVENT_CLOCK_HZ) * 1000) : null;
};
