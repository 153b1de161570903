import { randomUUID } from 'node:crypto';

/** Makes a fresh id; a test hands in its own. */
export type NewId = () => string;

/** A random UUID. */
export const newUuid: NewId = () => randomUUID();
