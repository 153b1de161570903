import { type CallResource, callResource } from '@callwright/protocol';
import type { Moment } from '../platform/calendar.js';
import { type FoundRecording, type StoredPeaks, segmentsOf } from './recordings.repository.js';

type Resource = NonNullable<CallResource['recording']>;

const { format, channels } = callResource.shape.recording.unwrap().shape;

/** A recording as those who look at its call see it. */
export const recordingOf = (recording: FoundRecording, peaks: StoredPeaks | null, callStartedAt: Moment): Resource => ({
  url: `/api/v1/calls/${encodeURIComponent(recording.callId)}/recording`,
  durationMs: recording.durationMs,
  rateHz: recording.rateHz,
  sizeBytes: recording.sizeBytes,
  format: format.parse(recording.format),
  channels: channels.parse(recording.channels),
  conversion: conversionOf(recording),
  segments: segmentsOf(recording),
  startOffsetMs: recording.startedAt.getTime() - callStartedAt.getTime(),
  peaks: peaks && { perSecond: peaks.perSecond, caller: [...peaks.caller], callee: [...peaks.callee] },
});

const conversionOf = ({
  conversion,
  wantedFormat,
  wantedChannels,
  convertedPart,
}: FoundRecording): Resource['conversion'] => {
  switch (conversion) {
    case 'waiting':
    case 'running':
    case 'failed':
      return {
        format: format.parse(wantedFormat),
        channels: channels.parse(wantedChannels),
        status: conversion,
        percent: convertedPart,
      };
    default:
      return null;
  }
};
