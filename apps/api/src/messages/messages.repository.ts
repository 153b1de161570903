import type { CallEnd, CallId, JournalLine, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { commandsOf } from '../calls/projection/commands.js';
import { wordsOfMessage } from '../calls/projection/message-words.js';
import { dateOf, type Moment } from '../platform/calendar.js';
import { sha256Hex } from '../platform/crypto/keys.js';
import { afterPlace, type Place } from '../platform/http/paging.js';
import type { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { cleanText } from '../platform/prisma/stored-json.js';

const include = { call: { select: { from: true, flowName: true } } } as const;
const ID_LENGTH = 32;

/** A message with who left it. */
export type MessageRow = Prisma.CallMessageGetPayload<{ include: typeof include }>;
/** Which messages a list shows. */
export type MessageFilter = { readonly isRead?: boolean; readonly flowId?: string };

/** What callers left as messages. */
@Injectable()
export class MessagesRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Newest first. */
  list(
    workspaceId: WorkspaceId,
    { isRead, flowId }: MessageFilter,
    take: number,
    after: Place | null,
  ): Promise<MessageRow[]> {
    return this.prisma.callMessage.findMany({
      where: {
        workspaceId,
        ...(isRead !== undefined && { readAt: isRead ? { not: null } : null }),
        ...(flowId !== undefined && { call: { flowId } }),
        ...afterPlace('startedAt', after),
      },
      orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
      take,
      include,
    });
  }

  find(workspaceId: WorkspaceId, id: string): Promise<MessageRow | null> {
    return this.prisma.callMessage.findFirst({ where: { id, workspaceId }, include });
  }

  /** Those of a call, in the order they were left. */
  listOfCall(workspaceId: WorkspaceId, callId: CallId): Promise<MessageRow[]> {
    return this.prisma.callMessage.findMany({ where: { workspaceId, callId }, orderBy: { startedAt: 'asc' }, include });
  }

  /** @returns whether there was such a message */
  async setRead(workspaceId: WorkspaceId, id: string, readAt: Moment | null): Promise<boolean> {
    return (await this.prisma.callMessage.updateMany({ where: { id, workspaceId }, data: { readAt } })).count > 0;
  }

  /** @returns its file; null when there was no such message */
  async remove(workspaceId: WorkspaceId, id: string): Promise<string | null> {
    const row = await this.prisma.callMessage.findFirst({ where: { id, workspaceId }, select: { file: true } });
    if (row) await this.prisma.callMessage.deleteMany({ where: { id, workspaceId } });
    return row?.file ?? null;
  }
}

/**
 * Writes what the caller of a call left, within the transaction that ends the call. What is there already stays; whether
 * it has been read is not touched.
 * @param lines the whole journal of the call
 * @returns the files of those that are not to be kept: empty ones, and those that were taken once more
 */
export const saveMessages = async (
  tx: Prisma.TransactionClient,
  { id: callId, workspaceId }: { readonly id: string; readonly workspaceId: string },
  messages: NonNullable<CallEnd['messages']>,
  lines: readonly JournalLine[],
): Promise<readonly string[]> => {
  const discarded = discardedIn(lines);
  const kept = messages.filter(({ recordId }) => !discarded.has(recordId));
  await tx.callMessage.createMany({
    data: kept.map(({ recordId, startedAtMs, ...file }) => ({
      // Found again without being looked for: the end of a call may come twice.
      id: sha256Hex(`${callId} ${recordId}`).slice(0, ID_LENGTH),
      workspaceId,
      callId,
      recordId: cleanText(recordId),
      ...file,
      transcript: cleanText(wordsOfMessage(lines, recordId)),
      startedAt: dateOf(startedAtMs),
    })),
    skipDuplicates: true,
  });
  return messages.filter(({ recordId }) => discarded.has(recordId)).map(({ file }) => file);
};

const discardedIn = (lines: readonly JournalLine[]): ReadonlySet<string> =>
  new Set(
    commandsOf(lines, 'record').flatMap(({ command: { action, of, recordId } }) =>
      action === 'discard' && of === 'message' && recordId !== undefined ? [recordId] : [],
    ),
  );
