'use client';

import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Field, SelectInput } from '../../shared/ui/field';
import { Segmented } from '../../shared/ui/segmented';
import { Switch } from '../../shared/ui/switch';
import { choicesWith, type LineSound } from './line-sound';

const RECORDINGS = ['usual', 'start', 'step'] as const;
const FORMATS = ['wav', 'mp3', 'opus'] as const;
const CHANNELS = ['stereo', 'mono'] as const;
const PAUSES_MS = [300, 500, 700, 1000, 1500, 2500];
const SILENT_S = [15, 30, 60, 120, 300, 600];

/** How the calls of a line are recorded, and how they listen. */
export const LineSoundPart = ({
  sound,
  onChange,
}: {
  readonly sound: LineSound;
  readonly onChange: (part: Partial<LineSound>) => void;
}) => {
  const t = useTranslations('settings.lines.sound');
  return (
    <section className="-mx-6 flex flex-col gap-4 border-t border-line px-6 pt-4">
      <h3 className="font-title">{t('title')}</h3>
      <Field label={t('recording')} help={t(`recordingHelp.${sound.recording}`)}>
        {(control) => (
          <SelectInput
            {...control}
            value={sound.recording}
            onChange={({ target }) =>
              onChange({ recording: RECORDINGS.find((one) => one === target.value) ?? 'usual' })
            }
          >
            {RECORDINGS.map((one) => (
              <option key={one} value={one}>
                {t(`recordings.${one}`)}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {sound.recording !== 'usual' && <Recording sound={sound} onChange={onChange} />}
      <div className="grid grid-cols-2 items-start gap-4">
        <Duration
          label={t('pause')}
          help={t('pauseHelp')}
          unset={t('pauseUsual')}
          choices={PAUSES_MS}
          perSecond={1000}
          value={sound.pauseMs}
          onChange={(pauseMs) => onChange({ pauseMs })}
        />
        <Duration
          label={t('silent')}
          help={t('silentHelp')}
          unset={t('silentNever')}
          choices={SILENT_S}
          perSecond={1}
          value={sound.silentAfterS}
          onChange={(silentAfterS) => onChange({ silentAfterS })}
        />
      </div>
      <Switch
        label={t('noise')}
        help={t('noiseHelp')}
        isOn={sound.takesNoiseOut}
        onChange={(takesNoiseOut) => onChange({ takesNoiseOut })}
      />
    </section>
  );
};

const Recording = ({
  sound,
  onChange,
}: {
  readonly sound: LineSound;
  readonly onChange: (part: Partial<LineSound>) => void;
}) => {
  const t = useTranslations('settings.lines.sound');
  return (
    <>
      <div className="flex flex-wrap gap-x-6 gap-y-3">
        <Choice label={t('format')}>
          <Segmented
            label={t('format')}
            value={sound.format}
            options={FORMATS.map((value) => ({ value, label: t(`formats.${value}`) }))}
            onChange={(format) => onChange({ format })}
          />
        </Choice>
        <Choice label={t('channels')}>
          <Segmented
            label={t('channels')}
            value={sound.channels}
            options={CHANNELS.map((value) => ({ value, label: t(`sides.${value}`) }))}
            onChange={(channels) => onChange({ channels })}
          />
        </Choice>
      </div>
      <Switch
        label={t('consent')}
        help={t('consentHelp')}
        isOn={sound.hasConsentTone}
        onChange={(hasConsentTone) => onChange({ hasConsentTone })}
      />
    </>
  );
};

const Choice = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className="flex flex-col items-start gap-1.5">
    <span aria-hidden className="font-strong text-ink-2">
      {label}
    </span>
    {children}
  </div>
);

const Duration = ({
  label,
  help,
  unset,
  choices,
  perSecond,
  value,
  onChange,
}: {
  readonly label: string;
  readonly help: string;
  readonly unset: string;
  readonly choices: readonly number[];
  /** How many of a choice's unit are a second. */
  readonly perSecond: number;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}) => {
  const t = useTranslations('settings.lines.sound');
  const format = useFormatter();
  const words = (one: number): string => {
    const seconds = one / perSecond;
    return seconds >= 60 && seconds % 60 === 0
      ? t('minutes', { count: seconds / 60 })
      : t('seconds', { count: seconds, number: format.number(seconds, { maximumFractionDigits: 2 }) });
  };
  return (
    <Field label={label} help={help}>
      {(control) => (
        <SelectInput
          {...control}
          value={value ?? ''}
          onChange={({ target }) => onChange(target.value === '' ? null : Number(target.value))}
        >
          <option value="">{unset}</option>
          {choicesWith(choices, value).map((one) => (
            <option key={one} value={one}>
              {words(one)}
            </option>
          ))}
        </SelectInput>
      )}
    </Field>
  );
};
