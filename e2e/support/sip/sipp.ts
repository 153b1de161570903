import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeUdpPort } from './free-port.js';

/** A run of sipp. */
export type SippOptions = {
  /** A scenario file, one that is built in (`uac`, `uas`), or the XML itself, as `scenarioOf` writes it. */
  readonly scenario: string;
  /** Its own address: who it is, for trunks that are known by theirs. Default 127.0.0.1. */
  readonly host?: string;
  /** Port of its signalling. Default: a free one. */
  readonly port?: number;
  /** `host:port` it calls; absent for one that is called. */
  readonly target?: string;
  /** Calls in all. Default 1. */
  readonly calls?: number;
  /** Calls begun in a second. */
  readonly callsPerSecond?: number;
  /** Calls at a time. */
  readonly most?: number;
  /** Who is called, as `[service]`. */
  readonly service?: string;
  /** Words of the scenario in brackets, `[name]`. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly username?: string;
  readonly password?: string;
  readonly transport?: 'udp' | 'tcp';
  /** Messages out of a hundred that are lost, in each direction. */
  readonly lostPercent?: number;
  /** Sends sound back. */
  readonly echoes?: boolean;
  readonly timeoutS?: number;
  readonly more?: readonly string[];
};

/** What came of it. */
export type SippResult = {
  /** 0 when every call went as the scenario says. */
  readonly code: number;
  readonly successful: number;
  readonly failed: number;
  /** What was unexpected, in sipp's words. */
  readonly problems: string;
  /** All messages, in and out; of a few calls only. */
  readonly messages: string;
  /** What `-trace_rtt` measured, call by call, in ms. */
  readonly responseTimesMs: readonly number[];
};

/** One sipp that is running. */
export type RunningSipp = {
  /** UDP or TCP port of its signalling. */
  readonly port: number;
  readonly done: Promise<SippResult>;
  readonly stop: () => Promise<SippResult>;
};

/** Calls whose messages are kept. */
const MOST_TRACED = 100;

/** Starts sipp on a free port of the loopback. */
export const startSipp = async (options: SippOptions): Promise<RunningSipp> => {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-sipp-'));
  const port = options.port ?? (await freeUdpPort());
  const media = await freeUdpPort(true);
  const scenario = scenarioIn(folder, options.scenario);
  const child = spawn('sipp', [...argsOf({ ...options, scenario }, port, media)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  const done = ended(child).then((code) => {
    const result = resultOf(folder, code, output);
    rmSync(folder, { recursive: true, force: true });
    return result;
  });
  return {
    port,
    done,
    stop: () => {
      // Ends the calls that are up, then itself.
      child.kill('SIGUSR1');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      return done.finally(() => clearTimeout(timer));
    },
  };
};

/** Runs sipp to its end. */
export const runSipp = async (options: SippOptions): Promise<SippResult> => (await startSipp(options)).done;

const scenarioIn = (folder: string, scenario: string): string => {
  if (!scenario.startsWith('<')) return scenario;
  const file = join(folder, 'scenario.xml');
  writeFileSync(file, scenario);
  return file;
};

const argsOf = (options: SippOptions, port: number, media: number): readonly string[] => {
  const { scenario, calls = 1, timeoutS = 60, host = '127.0.0.1' } = options;
  const value = (flag: string, given: string | number | undefined) =>
    given === undefined ? [] : [flag, String(given)];
  return [
    ...(options.target === undefined ? [] : [options.target]),
    ...(existsSync(scenario) ? ['-sf', scenario] : ['-sn', scenario]),
    ...['-i', host, '-p', String(port), '-mi', host, '-mp', String(media)],
    ...['-m', String(calls), '-timeout', `${timeoutS}s`, '-timeout_error', '-nostdin'],
    ...['-trace_err', '-error_file', 'errors.log'],
    ...(calls <= MOST_TRACED ? ['-trace_msg', '-message_file', 'messages.log'] : []),
    ...['-trace_stat', '-stf', 'stat.csv', '-fd', '1'],
    ...value('-t', options.transport === 'tcp' ? 't1' : 'u1'),
    ...value('-r', options.callsPerSecond),
    ...value('-l', options.most),
    ...value('-s', options.service),
    ...value('-au', options.username),
    ...value('-ap', options.password),
    ...value('-lost', options.lostPercent),
    ...(options.echoes ? ['-rtp_echo'] : []),
    ...Object.entries(options.keys ?? {}).flatMap(([name, text]) => ['-key', name, text]),
    ...(options.more ?? []),
  ];
};

const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? -1));
  });

const resultOf = (folder: string, code: number, output: string): SippResult => {
  const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
  const [head = '', ...rows] = read('stat.csv').trim().split('\n');
  const names = head.split(';');
  const last = rows.at(-1)?.split(';') ?? [];
  const count = (name: string) => Number(last[names.indexOf(name)] ?? 0);
  const problems = read('errors.log');
  return {
    code,
    successful: count('SuccessfulCall(C)'),
    failed: count('FailedCall(C)'),
    problems: problems === '' && code !== 0 ? output.slice(-2000) : problems,
    messages: read('messages.log'),
    responseTimesMs: rttsOf(folder),
  };
};

/** Rows of `date;response time;name`. */
const rttsOf = (folder: string): readonly number[] => {
  const file = readdirSync(folder).find((name) => name.endsWith('_rtt.csv'));
  if (file === undefined) return [];
  const [, ...rows] = readFileSync(join(folder, file), 'utf8').trim().split('\n');
  return rows.map((row) => Number(row.split(';')[1])).filter((ms) => !Number.isNaN(ms));
};
