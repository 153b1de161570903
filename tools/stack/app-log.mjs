import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

// The levels of pino, which the apps log with.
const WARN = 40;
const ERROR = 50;
const KEPT_LINES = 40;

/**
 * @typedef {{ email: string, password: string, apiKey: string }} FirstLogin
 * @typedef {{ kind: 'text' } | { kind: 'firstLogin', firstLogin: FirstLogin } | { kind: 'trouble', text: string }} LogLine
 */

/**
 * What a line of an app's output means for somebody at the console.
 * @param {string} line
 * @returns {LogLine} `firstLogin` carries secrets and belongs in no file
 */
export function parseLogLine(line) {
  if (!line.startsWith('{')) return { kind: 'text' };
  try {
    const entry = JSON.parse(line);
    if (entry.firstLogin) return { kind: 'firstLogin', firstLogin: entry.firstLogin };
    if (entry.level >= WARN) return { kind: 'trouble', text: formatTrouble(entry) };
  } catch {
    // Something that only looks like JSON: it goes to the file like any other text.
  }
  return { kind: 'text' };
}

/**
 * Keeps the output of an app: all of it in a file (that of the run before is kept beside it), the last lines at hand.
 */
export class AppLog {
  #file;
  /** @type {string[]} */
  #lastLines = [];
  #listener;

  /**
   * @param {string} path
   * @param {(line: LogLine) => void} listener hears what is more than text
   */
  constructor(path, listener) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (existsSync(path)) renameSync(path, `${path}.1`);
    this.#file = createWriteStream(path, { mode: 0o600 });
    this.#listener = listener;
  }

  /** The last lines that were printed, as one text. */
  get tail() {
    return this.#lastLines.join('\n');
  }

  /**
   * Reads a stream to its end.
   * @param {import('node:stream').Readable} stream
   */
  follow(stream) {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (text) => this.#add(text));
  }

  close() {
    return new Promise((resolve) => this.#file.end(resolve));
  }

  /** @param {string} text */
  #add(text) {
    const line = parseLogLine(text);
    if (line.kind !== 'text') this.#listener(line);
    if (line.kind === 'firstLogin') return;
    this.#lastLines = [...this.#lastLines, text].slice(-KEPT_LINES);
    this.#file.write(`${text}\n`);
  }
}

/** @param {{ level: number, msg?: string, err?: { message?: string } }} entry */
function formatTrouble({ level, msg, err }) {
  const words = [msg, err?.message].filter((text, index, all) => text && all.indexOf(text) === index).join(': ');
  return `${level >= ERROR ? 'error' : 'warning'}: ${words}`;
}
