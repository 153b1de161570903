import type { CallDefaults } from '@callwright/protocol';
import type { StreamOptions } from '../link/messages.js';
import { recordingFile } from '../link/recording-names.js';
import type { CallLeg } from './call-leg.js';
import type { Destination } from './destination.js';
import { hasStep } from './steps-of.js';

/**
 * What the sound of a call is made of: by endpoint, flow, then the settings' defaults. A client that drives has its own
 * say first; one that only takes part in a flow's call has none. Whether a machine answers is asked of calls we make, and
 * of those whose client drives.
 */
export const streamOptions = (
  { callId, option: asked, direction }: Pick<CallLeg, 'callId' | 'option' | 'direction'>,
  { endpoint, flow, isRecordedLater = false }: Destination,
  defaults: CallDefaults,
): StreamOptions => {
  const settings = flow?.entry.flow.settings;
  const sources = [flow ? {} : asked, endpoint?.defaults ?? {}, settings?.call ?? {}, defaults];
  const first = <Key extends keyof CallDefaults>(key: Key): CallDefaults[Key] =>
    sources.find((one) => one[key] !== undefined)?.[key];
  return {
    callId,
    recorder: withFields(first('recorder'), {
      file: recordingFile(callId),
      ...(isRecordedLater && { startWhenAnswer: false }),
    }),
    vad: first('vad'),
    asr: withFields(first('asr'), { language: settings?.language }),
    tts: withFields(first('tts'), { language: settings?.language, speaker: settings?.speaker }),
    eou: first('eou'),
    amd: flow && direction === 'inbound' ? undefined : (asked.amd ?? amdOf(flow)),
    denoise: first('denoise'),
    ambiance: flow ? undefined : asked.ambiance,
    inactivityTimeout: first('inactivityTimeout'),
  };
};

// A flow that asks who answered need not be told to listen for it.
const amdOf = (flow: Destination['flow']): StreamOptions['amd'] =>
  flow && hasStep(flow.program, ({ asksWhoAnswered }) => asksWhoAnswered === true) ? {} : undefined;

// Fields that are known win over those of the option; nothing is added to what is off.
const withFields = <Option extends object, Fields extends object>(option: Option | undefined, fields: Fields) =>
  option === undefined
    ? undefined
    : {
        ...option,
        ...(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields),
      };
