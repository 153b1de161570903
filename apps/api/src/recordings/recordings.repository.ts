import { type CallId, callId, type WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Recording } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { fromStoredJson, toStoredJson } from '../platform/prisma/stored-json.js';

/** Loudest sample of each slice, 0 to 1. */
export type StoredPeaks = {
  readonly perSecond: number;
  readonly caller: readonly number[];
  readonly callee: readonly number[];
};

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
