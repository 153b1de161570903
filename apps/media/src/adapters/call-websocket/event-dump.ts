import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallId, Command } from '@callwright/protocol';
import { writtenForm } from '../../calls/accepted-option.js';
import { isoTime } from '../../platform/calendar.js';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/logging.js';

/** Writes down what is said on one socket: a JSON object on each line. */
export type EventDump = {
  readonly command: (command: Command) => void;
  /** @param text as it was sent */
  readonly event: (text: string) => void;
  /** Writes what is left. May be called twice. */
  readonly close: () => void;
};

/** What dumps are made of. */
export type EventDumpParts = {
  /** Made when missing; for its owner's eyes only. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
};

/** Of one call; what is more is left out. */
const MAX_BYTES = 8 * 1024 * 1024;
/** What is kept in memory before it is written. */
const WRITE_BYTES = 16 * 1024;
/** Dumps are for finding out what went wrong, not for keeping. */
const KEPT_MS = 7 * 24 * 3600 * 1000;
const SUFFIX = '.events.jsonl';

/** Dumps of calls by the ids of their calls, in one folder. Those of more than a week ago are removed when one is opened. */
export const createEventDumps = ({ folder, clock, log }: EventDumpParts): ((callId: CallId) => EventDump) => {
  let work: Promise<unknown> = Promise.resolve();
  const then = (task: () => Promise<unknown>): void => {
    work = work.then(task).catch((error: unknown) => log.warn({ error: String(error) }, 'event dump not written'));
  };
  return (callId) => {
    let waiting = '';
    let sizeBytes = 0;
    then(() => tidy(folder, clock.nowMs()));
    const write = (): void => {
      const text = waiting;
      waiting = '';
      if (text !== '') then(() => appendFile(join(folder, `${callId}${SUFFIX}`), text, { mode: 0o600 }));
    };
    const add = (kind: string, content: unknown): void => {
      const line = `${JSON.stringify({ time: isoTime(clock.nowMs()), kind, content })}\n`;
      sizeBytes += line.length;
      if (sizeBytes > MAX_BYTES) return;
      waiting += line;
      if (waiting.length > WRITE_BYTES) write();
    };
    return {
      command: (command) => add('command', shown(command)),
      event: (text) => add('event', JSON.parse(text)),
      close: write,
    };
  };
};

// An account somebody has elsewhere is nobody else's business.
const shown = (command: Command): Command => {
  if (command.command !== 'invite' || command.option?.sip === undefined) return writtenForm(command);
  const { sip: _sip, ...option } = command.option;
  return { ...command, option };
};

const tidy = async (folder: string, nowMs: number): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (name.endsWith(SUFFIX) && (await stat(path)).mtimeMs < nowMs - KEPT_MS) await rm(path, { force: true });
  }
};
