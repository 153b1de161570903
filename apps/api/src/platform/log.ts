import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';

/** The part of a logger we use: fields first, then a fixed sentence. Personal data goes under `pii` only. */
export abstract class Log {
  abstract debug(fields: object, message: string): void;
  abstract info(fields: object, message: string): void;
  abstract warn(fields: object, message: string): void;
  abstract error(fields: object, message: string): void;
}

/** JSON lines on standard output; everything under `pii` is left out. */
export const createLog = (level: string): Log =>
  pino({ level, name: 'api', redact: { paths: ['pii', '*.pii'], remove: true } });

/** Says nothing; for tests. */
export const silentLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
} satisfies Log;

/** Nest's own words in our log: its warnings and errors as they are, its chatter as `debug`. */
export const createNestLogger = (log: Log): LoggerService => {
  const fieldsOf = (rest: readonly unknown[]) => ({
    nest: rest.filter((value) => typeof value === 'string').join(' '),
  });
  return {
    log: (message: unknown, ...rest: unknown[]) => log.debug(fieldsOf(rest), String(message)),
    debug: (message: unknown, ...rest: unknown[]) => log.debug(fieldsOf(rest), String(message)),
    verbose: (message: unknown, ...rest: unknown[]) => log.debug(fieldsOf(rest), String(message)),
    warn: (message: unknown, ...rest: unknown[]) => log.warn(fieldsOf(rest), String(message)),
    error: (message: unknown, ...rest: unknown[]) => log.error(fieldsOf(rest), String(message)),
    fatal: (message: unknown, ...rest: unknown[]) => log.error(fieldsOf(rest), String(message)),
  };
};
