import { Prisma } from './generated/client.js';

const UNIQUE_VIOLATION = 'P2002';
const FOREIGN_KEY_VIOLATION = 'P2003';

const isKnown = (error: unknown, code: string): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;

/** Whether a row is still pointed at, or points at one that is gone. */
export const isForeignKeyViolation = (error: unknown): boolean => isKnown(error, FOREIGN_KEY_VIOLATION);

/** What was written; null when another row has the same name. */
export const nullWhenTaken = async <Row>(write: Promise<Row>): Promise<Row | null> => {
  try {
    return await write;
  } catch (error) {
    if (isKnown(error, UNIQUE_VIOLATION)) return null;
    throw error;
  }
};
