import { pino } from 'pino';

/** The part of a logger we use: fields first, then a fixed sentence. Personal data goes under `pii` only. */
export type Log = {
  readonly debug: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
  readonly child: (fields: object) => Log;
};

/** JSON lines on standard output; everything under `pii` is left out. */
export const createLog = (level: string, name: string): Log =>
  pino({ level, name, redact: { paths: ['pii', '*.pii'], remove: true } });

/** Says nothing; for tests. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
