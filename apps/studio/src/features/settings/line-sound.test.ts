import { describe, expect, it } from 'vitest';
import { choicesWith, defaultsWith, soundOf } from './line-sound';

describe('the sound of a line', () => {
  it('is the usual where nothing is said', () => {
    expect(soundOf({})).toEqual({
      recording: 'usual',
      hasConsentTone: false,
      format: 'wav',
      channels: 'stereo',
      pauseMs: null,
      takesNoiseOut: false,
      silentAfterS: null,
    });
    expect(defaultsWith({}, soundOf({}))).toEqual({});
  });

  it('is shown as it was saved', () => {
    const sound = {
      recording: 'step',
      hasConsentTone: true,
      format: 'mp3',
      channels: 'mono',
      pauseMs: 900,
      takesNoiseOut: true,
      silentAfterS: 60,
    } as const;
    const defaults = defaultsWith({}, sound);
    expect(defaults).toEqual({
      recorder: { startWhenAnswer: false, consentTone: true, format: 'mp3', channels: 'mono' },
      eou: { silence: 900 },
      denoise: true,
      inactivityTimeout: 60,
    });
    expect(soundOf(defaults)).toEqual(sound);
  });

  it('keeps what the form does not ask for', () => {
    const before = {
      recorder: { samplerate: 16_000, startWhenAnswer: false },
      asr: { provider: 'cloud', language: 'de-DE' },
      eou: { silence: 400, unfinishedSilence: 1200 },
    };
    expect(defaultsWith(before, { ...soundOf(before), recording: 'start', pauseMs: 700 })).toEqual({
      recorder: { samplerate: 16_000, startWhenAnswer: true, consentTone: false, format: 'wav', channels: 'stereo' },
      asr: { provider: 'cloud', language: 'de-DE' },
      eou: { silence: 700, unfinishedSilence: 1200 },
    });
  });

  it('goes back to the usual', () => {
    const before = { recorder: { consentTone: true }, eou: { silence: 700 }, denoise: true, inactivityTimeout: 30 };
    expect(defaultsWith(before, soundOf({}))).toEqual({});
  });

  it('never waits less for what is unfinished than for what is finished', () => {
    const before = { eou: { silence: 400, unfinishedSilence: 800 } };
    expect(defaultsWith(before, { ...soundOf(before), pauseMs: 1500 })).toEqual({ eou: { silence: 1500 } });
  });
});

it('a list has what was chosen elsewhere, too', () => {
  expect(choicesWith([500, 900], 700)).toEqual([500, 700, 900]);
  expect(choicesWith([500, 900], 900)).toEqual([500, 900]);
  expect(choicesWith([500, 900], null)).toEqual([500, 900]);
});
