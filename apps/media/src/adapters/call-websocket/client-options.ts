/** Fields of a message that is not understood yet. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * The `option` of `invite` and `accept` as our own schema has it: snake_case as camelCase, what clients write otherwise
 * (spec 0 §3) by its name here. What is not understood is left as it is, for the schema to refuse or to leave out.
 */
export const callOptionOf = (written: Fields): Fields => {
  const option = camelFields(written);
  const { recorder, vad, asr, tts, eou, sip } = option;
  return {
    ...option,
    ...changed('recorder', recorder, recorderOf),
    ...changed('vad', vad, vadOf),
    ...changed('asr', asr, (fields) => fields),
    ...changed('tts', tts, ttsOptionOf),
    ...changed('eou', eou, eouOf),
    ...changed('sip', sip, sipOf),
    ...durations(option),
  };
};

/** The `options` of `refer`: times in seconds, `moh` and `sip.headers` of the later clients beside our own fields. */
export const referOptionsOf = (written: Fields, caller: unknown): Fields => {
  const { timeout, moh, sip, callId, ...options } = camelFields(written);
  const seconds = secondsOf(timeout);
  const headers = isFields(sip) ? withoutNulls(sip).headers : undefined;
  return {
    ...(seconds === null ? {} : { timeoutMs: seconds * 1000 }),
    ...(moh === undefined ? {} : { music: moh }),
    ...(headers === undefined ? {} : { headers }),
    ...(caller === undefined ? {} : { callerId: caller }),
    ...options,
  };
};

/** How one text is to be spoken. Some voices go by a number; a speed of 0 is one that is left out. */
export const ttsOptionOf = ({ speaker, speed, ...option }: Fields): Fields => ({
  ...option,
  ...(speaker === undefined ? {} : { speaker: typeof speaker === 'number' ? String(speaker) : speaker }),
  ...(typeof speed === 'number' && speed > 0 ? { speed: Math.min(FASTEST, Math.max(SLOWEST, speed)) } : {}),
  ...(speed !== undefined && typeof speed !== 'number' ? { speed } : {}),
});

/** Fields by camelCase names, null left out: languages without an undefined write what is absent so. */
export const camelFields = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(withoutNulls(fields)).map(([name, value]) => [camelCase(name), value]));

/** Whether a value is a JSON object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Slowest and fastest our voices speak. */
const SLOWEST = 0.5;
const FASTEST = 2;

const recorderOf = ({ sampleRate, format, ...option }: Fields): Fields => ({
  ...(sampleRate === undefined ? {} : { samplerate: sampleRate }),
  ...(format === undefined ? {} : { format: format === 'ogg' ? 'opus' : format }),
  ...option,
});

// `ten` is another network for the same; ours is as good.
const vadOf = ({ type, ...option }: Fields): Fields => ({
  ...option,
  ...(type === undefined || type === '' ? {} : { type: type === 'ten' ? 'silero' : type }),
});

const eouOf = ({ timeout, ...option }: Fields): Fields => ({
  ...(typeof timeout === 'number' && timeout > 0 ? { silence: timeout } : {}),
  ...option,
});

const sipOf = ({ domain, ...option }: Fields): Fields => ({
  ...(domain === undefined ? {} : { realm: domain }),
  ...option,
});

// Earlier clients write seconds as text, with their unit or without.
const durations = ({ handshakeTimeout, inactivityTimeout }: Fields): Fields => ({
  ...(handshakeTimeout === undefined ? {} : { handshakeTimeout: secondsOf(handshakeTimeout) ?? handshakeTimeout }),
  ...(inactivityTimeout === undefined ? {} : { inactivityTimeout: secondsOf(inactivityTimeout) ?? inactivityTimeout }),
  ...(handshakeTimeout === '' || handshakeTimeout === 0 ? { handshakeTimeout: undefined } : {}),
  ...(inactivityTimeout === '' || inactivityTimeout === 0 ? { inactivityTimeout: undefined } : {}),
});

const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m)?$/;
const secondsIn: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60 };

const secondsOf = (written: unknown): number | null => {
  if (typeof written === 'number') return written;
  const [, count, unit = 's'] = typeof written === 'string' ? (DURATION.exec(written.trim()) ?? []) : [];
  return count === undefined ? null : Number(count) * (secondsIn[unit] ?? 1);
};

const changed = (name: string, value: unknown, change: (fields: Fields) => Fields): Fields =>
  isFields(value) ? { [name]: change(camelFields(value)) } : {};

const withoutNulls = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

const camelCase = (name: string) => name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
