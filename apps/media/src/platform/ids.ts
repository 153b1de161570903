import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Makes a fresh id; a test hands in its own. */
export type NewId = () => string;

/** A random UUID. */
export const newUuid: NewId = () => randomUUID();

/** All the chance of a call, drawn once: 32 bits. */
export const newSeed = (): number => randomInt(0x1_0000_0000);

/** Random bytes in hexadecimal, for ids that nobody can guess. */
export const newHex = (sizeBytes: number): string => randomBytes(sizeBytes).toString('hex');

/** Random bytes in base64, for keys. */
export const newKey = (sizeBytes: number): string => randomBytes(sizeBytes).toString('base64');
