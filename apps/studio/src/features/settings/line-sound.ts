import type { CallDefaults, RecorderOption } from '@callwright/protocol';

/** How the calls of a line sound and are recorded, as its form asks for it. */
export type LineSound = {
  /** `usual` is what holds for the whole installation. */
  readonly recording: 'usual' | 'start' | 'step';
  readonly hasConsentTone: boolean;
  readonly format: NonNullable<RecorderOption['format']>;
  readonly channels: NonNullable<RecorderOption['channels']>;
  /** Silence that ends the caller's turn; null is the usual. */
  readonly pauseMs: number | null;
  readonly takesNoiseOut: boolean;
  /** Silence of both sides after which a call ends; null is never. */
  readonly silentAfterS: number | null;
};

/** What the calls of a line are given, as its form shows it. */
export const soundOf = ({ recorder, eou, denoise, inactivityTimeout }: CallDefaults): LineSound => ({
  recording: recorder === undefined ? 'usual' : recorder.startWhenAnswer === false ? 'step' : 'start',
  hasConsentTone: recorder?.consentTone ?? false,
  format: recorder?.format ?? 'wav',
  channels: recorder?.channels ?? 'stereo',
  pauseMs: eou?.silence ?? null,
  takesNoiseOut: denoise ?? false,
  silentAfterS: inactivityTimeout ?? null,
});

/** What a line gives its calls with the form's answers; what the form does not ask for stays. */
export const defaultsWith = (before: CallDefaults, sound: LineSound): CallDefaults => {
  const { recorder: _recorder, eou: _eou, denoise: _denoise, inactivityTimeout: _timeout, ...others } = before;
  return {
    ...others,
    ...(sound.recording !== 'usual' && { recorder: recorderWith(before.recorder ?? {}, sound) }),
    ...turnWith(before, sound.pauseMs),
    ...(sound.takesNoiseOut && { denoise: true }),
    ...(sound.silentAfterS !== null && { inactivityTimeout: sound.silentAfterS }),
  };
};

const recorderWith = (before: RecorderOption, sound: LineSound): RecorderOption => ({
  ...before,
  startWhenAnswer: sound.recording === 'start',
  consentTone: sound.hasConsentTone,
  format: sound.format,
  channels: sound.channels,
});

// A longer wait for what is unfinished must not be shorter than the wait for what is finished.
const turnWith = ({ eou }: CallDefaults, silence: number | null): Pick<CallDefaults, 'eou'> => {
  const { silence: _silence, unfinishedSilence, ...others } = eou ?? {};
  const longer = unfinishedSilence !== undefined && unfinishedSilence > (silence ?? 0) ? { unfinishedSilence } : {};
  const kept = { ...others, ...longer, ...(silence !== null && { silence }) };
  return Object.keys(kept).length > 0 ? { eou: kept } : {};
};

/** Choices of a list together with a value it lacks, in order. */
export const choicesWith = (choices: readonly number[], value: number | null): readonly number[] =>
  value === null || choices.includes(value) ? choices : [...choices, value].sort((a, b) => a - b);
