import type { NumberedCommand } from '../calls/projection/commands.js';
import { dateOf } from '../platform/calendar.js';
import { sha256Hex } from '../platform/crypto/keys.js';
import type { Call, Prisma } from '../platform/prisma/generated/client.js';
import { cleanText } from '../platform/prisma/stored-json.js';

/** Messages one call may send; a flow that asks for more is going round in circles. */
export const MAX_OF_CALL = 100;
const HOUR_MS = 3_600_000;
const ID_LENGTH = 32;

type Sender = Pick<Call, 'id' | 'workspaceId' | 'startedAt'>;
type Order = NumberedCommand<'message'>;

/**
 * Writes down what a call sends, within the transaction that stores the lines which say so. What is beyond the bounds is
 * written down as failed; people may have it sent all the same.
 * @param maxPerHour messages of a workspace in an hour: many callers together are a flood too
 */
export const insertDeliveries = async (
  tx: Prisma.TransactionClient,
  call: Sender,
  orders: readonly Order[],
  maxPerHour: number,
): Promise<void> => {
  const [first] = orders;
  if (!first) return;
  const [ofCall, ofHour] = await Promise.all([
    tx.delivery.count({ where: { callId: call.id } }),
    countOfHour(tx, call.workspaceId, askedAtMs(call, first)),
  ]);
  const refusalOf = (at: number): string | null => {
    if (ofCall + at >= MAX_OF_CALL) return `A call sends ${MAX_OF_CALL} messages at most.`;
    return ofHour + at >= maxPerHour ? `All calls together send ${maxPerHour} messages an hour at most.` : null;
  };
  const data = orders.map((order, at) => rowOf(call, order, refusalOf(at)));
  await tx.delivery.createMany({ data, skipDuplicates: true });
};

// Those refused are not counted: they reached nobody.
const countOfHour = (tx: Prisma.TransactionClient, workspaceId: string, untilMs: number): Promise<number> =>
  tx.delivery.count({
    where: { workspaceId, createdAt: { gt: dateOf(untilMs - HOUR_MS) }, status: { not: 'failed' } },
  });

const rowOf = (call: Sender, order: Order, refusal: string | null): Prisma.DeliveryCreateManyInput => {
  const { seq, command } = order;
  const askedAt = dateOf(askedAtMs(call, order));
  return {
    id: sha256Hex(`${call.id} ${seq}`).slice(0, ID_LENGTH),
    workspaceId: call.workspaceId,
    callId: call.id,
    seq,
    messageId: cleanText(command.messageId),
    channel: command.channel,
    recipient: cleanText(command.to),
    waitsForEnd: (command.recordIds ?? []).length > 0,
    status: refusal === null ? 'queued' : 'failed',
    error: refusal,
    createdAt: askedAt,
    updatedAt: askedAt,
  };
};

const askedAtMs = ({ startedAt }: Sender, { atMs }: Order): number => startedAt.getTime() + atMs;
