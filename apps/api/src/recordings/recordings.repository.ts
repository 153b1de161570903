import {
  type CallId,
  type CallRecordingFile,
  callId,
  type RecordingSegment,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { dateOf } from '../platform/calendar.js';
import { Prisma, type Recording } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { fromStoredJson, toStoredJson } from '../platform/prisma/stored-json.js';

/** What the column holds: hours at the highest rate are more, and must not keep the end of a call from being stored. */
const MAX_SIZE_BYTES = 0x7fff_ffff;

/** A recording as it is written down. */
export type FoundRecording = Recording;

/** Loudest sample of each slice, 0 to 1. */
export type StoredPeaks = {
  readonly perSecond: number;
  readonly caller: readonly number[];
  readonly callee: readonly number[];
};

/** How far the job is that turns a recording into what it is to be. */
export type Conversion = { readonly conversion: 'running' | 'failed'; readonly convertedPart: number };
/** The file a recording has become. */
export type ConvertedFile = Pick<Recording, 'file' | 'format' | 'channels' | 'sizeBytes'>;

/** Recordings of calls and their waveforms. */
@Injectable()
export class RecordingsRepository {
  constructor(private readonly prisma: PrismaService) {}

  find(workspaceId: WorkspaceId, callId: CallId): Promise<Recording | null> {
    return this.prisma.recording.findFirst({ where: { callId, workspaceId } });
  }

  async findPeaks(callId: CallId): Promise<StoredPeaks | null> {
    const row = await this.prisma.recordingPeaks.findUnique({ where: { callId } });
    return row && { perSecond: row.perSecond, caller: fromStoredJson(row.caller), callee: fromStoredJson(row.callee) };
  }

  /** Recordings without a waveform, newest first: their job was lost, or is still to run. */
  async listWithoutPeaks(take: number): Promise<CallId[]> {
    const rows = await this.prisma.recording.findMany({
      where: { peaks: null },
      orderBy: { createdAt: 'desc' },
      take,
      select: { callId: true },
    });
    return rows.map((row) => callId.parse(row.callId));
  }

  /** Recordings that are still to become something else, newest first: their job was lost, or is still to run. */
  async listUnconverted(take: number): Promise<CallId[]> {
    const rows = await this.prisma.recording.findMany({
      where: { conversion: { in: ['waiting', 'running', 'failed'] } },
      orderBy: { createdAt: 'desc' },
      take,
      select: { callId: true },
    });
    return rows.map((row) => callId.parse(row.callId));
  }

  /** What a recording is to become. @returns false when it is not as it was made any more, or becomes something just now */
  async want(
    workspaceId: WorkspaceId,
    callId: CallId,
    { format, channels }: Pick<ConvertedFile, 'format' | 'channels'>,
  ): Promise<boolean> {
    const { count } = await this.prisma.recording.updateMany({
      where: { callId, workspaceId, format: 'wav', channels: 'stereo', conversion: { notIn: ['running', 'done'] } },
      data: { ...wantedOf(format, channels), convertedPart: 0 },
    });
    return count > 0;
  }

  /** Notes how far it is; one that is done stays that. */
  async noteConversion(callId: CallId, state: Conversion): Promise<void> {
    await this.prisma.recording.updateMany({ where: { callId, conversion: { not: 'done' } }, data: state });
  }

  /** The recording is another file from now on. @returns false when it is gone */
  async saveConverted(callId: CallId, file: ConvertedFile): Promise<boolean> {
    const data = { ...file, conversion: 'done', convertedPart: 100 };
    const { count } = await this.prisma.recording.updateMany({ where: { callId }, data });
    return count > 0;
  }

  /** The recording of a call, whose ever it is: for jobs, which nobody asked for. */
  findByCall(callId: CallId): Promise<Recording | null> {
    return this.prisma.recording.findUnique({ where: { callId } });
  }

  async savePeaks(workspaceId: WorkspaceId, callId: CallId, peaks: StoredPeaks): Promise<void> {
    const data = {
      perSecond: peaks.perSecond,
      caller: toStoredJson(peaks.caller),
      callee: toStoredJson(peaks.callee),
    };
    await this.prisma.recordingPeaks.upsert({
      where: { callId },
      create: { callId, workspaceId, ...data },
      update: data,
    });
  }
}

/**
 * Writes down the recording that came with the end of a call; the end may come twice. What has become another file
 * stays that.
 * @param isRecovered it was found after a crash: one that is known already is more exact
 */
export const saveRecording = async (
  tx: Prisma.TransactionClient,
  { id: callId, workspaceId }: { readonly id: string; readonly workspaceId: string },
  recording: CallRecordingFile,
  isRecovered: boolean,
): Promise<void> => {
  const known = await tx.recording.findUnique({ where: { callId }, select: { conversion: true } });
  if (known && (isRecovered || known.conversion === 'done')) return;
  const data = rowOf(recording);
  await tx.recording.upsert({ where: { callId }, create: { callId, workspaceId, ...data }, update: data });
};

const rowOf = ({ startedAtMs, segments, format, channels, ...file }: CallRecordingFile) => {
  return {
    ...file,
    sizeBytes: Math.min(file.sizeBytes, MAX_SIZE_BYTES),
    ...wantedOf(format ?? 'wav', channels ?? 'stereo'),
    segments: segments ? toStoredJson(segments) : Prisma.DbNull,
    startedAt: dateOf(startedAtMs),
  };
};

const wantedOf = (wantedFormat: string, wantedChannels: string) => ({
  wantedFormat,
  wantedChannels,
  conversion: wantedFormat === 'wav' && wantedChannels === 'stereo' ? 'none' : 'waiting',
});

/** What was recorded, in ms of the file: all of it where nothing else is written down. */
export const segmentsOf = ({ segments, durationMs }: Recording): RecordingSegment[] =>
  segments === null ? [{ startMs: 0, endMs: durationMs }] : fromStoredJson<RecordingSegment[]>(segments);
