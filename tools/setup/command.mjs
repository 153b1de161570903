import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const TAIL_LINES = 60;

/** Another user to run a command as, when this process is root. @typedef {{ uid: number, gid: number }} RunAs */

/** A command that could not be run or ended badly; its message carries the end of what it printed. */
export class CommandError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'CommandError';
  }
}

/** Commands that are running now. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends every command that is running, for a program that has been told to stop. */
export function stopCommands() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Runs a command to its end with its output in a log file, and fails with the file's tail.
 * @param {readonly [string, ...string[]]} command program and arguments; no shell
 * @param {{ logFile: string, cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, runAs?: RunAs }} options
 * @returns {Promise<void>}
 * @throws {CommandError} when it cannot be started, exits with a code or signal, or takes longer than `timeoutMs`
 */
export async function runLogged([program, ...args], { logFile, cwd, env, timeoutMs, runAs }) {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  writeSync(log, `\n$ ${[program, ...args].join(' ')}\n`);
  try {
    const ending = await untilEnded(
      spawn(program, args, { cwd, env, stdio: ['ignore', log, log], timeout: timeoutMs, ...runAs }),
    );
    if (ending)
      throw new CommandError(`${program} ${args[0] ?? ''}: ${ending}\n${tail(logFile)}\n(all of it: ${logFile})`);
  } finally {
    closeSync(log);
  }
}

/**
 * Runs a command quietly and gives what it printed.
 * @param {readonly [string, ...string[]]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, runAs?: RunAs }} [options]
 * @returns {Promise<{ succeeded: boolean, output: string }>} never rejects; `output` is stdout and stderr together
 */
export function runQuietly([program, ...args], { cwd, env, timeoutMs, runAs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, ...runAs });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ succeeded: false, output: error.message }));
    child.on('close', (code) => resolve({ succeeded: code === 0, output }));
  });
}

/**
 * Whether a program is on the path.
 * @param {string} program
 * @param {NodeJS.ProcessEnv} [env]
 */
export function isOnPath(program, env = process.env) {
  return (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Not in this folder; the next one may have it.
      return false;
    }
  });
}

/**
 * The last lines of a text file.
 * @param {string} file
 * @param {number} [lineCount]
 */
export function tail(file, lineCount = TAIL_LINES) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lineCount).join('\n');
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string | undefined>} what went wrong
 */
function untilEnded(child) {
  running.add(child);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code === 0 ? undefined : describeEnding(code, signal)));
    child.on('close', () => running.delete(child));
  });
}

/** @param {number | null} code @param {NodeJS.Signals | null} signal */
function describeEnding(code, signal) {
  return signal ? `ended by ${signal}` : `exit code ${code}`;
}
