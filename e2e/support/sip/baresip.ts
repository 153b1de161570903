import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWav, resample, writeWav } from '@callwright/audio';
import { freeUdpPort } from './free-port.js';

/** How a telephone is set up. */
export type BaresipOptions = {
  readonly username: string;
  /** Registers with this password; absent: it calls and is called without. */
  readonly password?: string;
  /** `host:port` it registers and calls at. */
  readonly server: string;
  readonly transport?: 'udp' | 'tcp';
  /** In the order they are offered. */
  readonly codecs?: readonly ('PCMU' | 'PCMA' | 'G722' | 'opus')[];
  /** Offers SDES-SRTP. */
  readonly isEncrypted?: boolean;
  /** What it says, 16-bit samples, from the beginning of each call; then silence. */
  readonly says?: Int16Array;
  /** Of what it says. Default 8000. */
  readonly saysRateHz?: number;
  /** `auto` answers at once. */
  readonly answers?: 'manual' | 'auto';
};

/** What baresip tells over its control port. */
export type BaresipEvent = { readonly type: string; readonly param?: string } & Readonly<Record<string, unknown>>;

const MODULES = '/usr/lib/baresip/modules';
const RATE_HZ = 8000;
const MOST_STARTS = 5;
const WAV_HEADER_BYTES = 44;
/** A call ends when the file it says is over: it goes on as silence for longer than any test. */
const SAYS_FOR_S = 120;
const WAIT_MS = 20_000;

/** A telephone of its own: baresip, which registers, calls, is called, presses keys, and keeps what it hears. */
export class Baresip {
  readonly uri: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #events: BaresipEvent[] = [];
  readonly #waiting = new Set<() => void>();
  #control: Socket | null = null;
  #output = '';
  #pending: Buffer = Buffer.alloc(0);

  private constructor(folder: string, child: ChildProcess, uri: string) {
    this.#folder = folder;
    this.#child = child;
    this.uri = uri;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => this.#note(String(text)));
  }

  /** Starts one; resolves when it listens, and has registered where it is to. */
  static async start(options: BaresipOptions): Promise<Baresip> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await Baresip.#startOnce(options);
      } catch (error) {
        // It takes more ports than it is told (TLS on the next one), and somebody may have been quicker.
        if (attempt === MOST_STARTS || !String(error).includes('Address already in use')) throw error;
      }
    }
  }

  static async #startOnce(options: BaresipOptions): Promise<Baresip> {
    const folder = mkdtempSync(join(tmpdir(), 'callwright-baresip-'));
    const [sipPort, controlPort] = [await freeUdpPort(), await freeUdpPort()];
    write(folder, options, { sipPort, controlPort });
    const child = spawn('baresip', ['-f', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    const phone = new Baresip(folder, child, `sip:${options.username}@127.0.0.1:${sipPort}`);
    try {
      await phone.#connect(controlPort);
      if (options.password !== undefined) await phone.#registered();
    } catch (error) {
      await phone.close();
      throw error;
    }
    return phone;
  }

  /** What it told, in order. */
  get events(): readonly BaresipEvent[] {
    return this.#events;
  }

  /** What it printed. */
  get output(): string {
    return this.#output;
  }

  dial(target: string): void {
    this.#command('dial', target);
  }

  accept(): void {
    this.#command('accept');
  }

  hangUp(): void {
    this.#command('hangup');
  }

  /** Presses a key of the call it is in. */
  press(key: string): void {
    this.#command('sndcode', key);
    this.#command('sndcode', '\u0004');
  }

  /** Passes its call on, blindly. */
  transfer(target: string): void {
    this.#command('transfer', target);
  }

  hold(): void {
    this.#command('hold');
  }

  resume(): void {
    this.#command('resume');
  }

  /** Resolves with an event of this type that came after the first `after` ones. */
  async event(type: string, after = 0): Promise<BaresipEvent> {
    const find = () => this.#events.slice(after).find((one) => one.type === type);
    const deadlineMs = performance.now() + WAIT_MS;
    for (;;) {
      const found = find();
      if (found) return found;
      if (performance.now() > deadlineMs)
        throw new Error(`baresip did not tell ${type}:\n${JSON.stringify(this.#events)}\n${this.#output.slice(-3000)}`);
      await this.#something();
    }
  }

  /** All it has heard in its calls so far, one after the other, at 8000 Hz. */
  heard(): Int16Array {
    return this.#sound('-dec.wav');
  }

  /** The end of what it has heard, without the work of reading all; of a call that goes on. @param durationMs at most */
  lately(durationMs: number): Int16Array {
    const dumps = join(this.#folder, 'dumps');
    const newest = readdirSync(dumps)
      .filter((name) => name.endsWith('-dec.wav'))
      .sort()
      .at(-1);
    return newest === undefined ? new Int16Array() : endOf(join(dumps, newest), durationMs);
  }

  /** What it has sent. */
  said(): Int16Array {
    return this.#sound('-enc.wav');
  }

  /** Ends it and removes its folder. Idempotent. */
  async close(): Promise<void> {
    this.#control?.destroy();
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = new Promise((resolve) => this.#child.once('exit', resolve));
      this.#child.kill('SIGTERM');
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
      await gone;
      clearTimeout(timer);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #sound(ending: string): Int16Array {
    const dumps = join(this.#folder, 'dumps');
    const pieces = readdirSync(dumps)
      .filter((name) => name.endsWith(ending))
      .sort()
      .flatMap((name) => {
        // While a call goes on the header says nothing of the length.
        const bytes = readFileSync(join(dumps, name));
        if (bytes.length <= 44) return [];
        bytes.writeUInt32LE(bytes.length - 44, 40);
        bytes.writeUInt32LE(bytes.length - 8, 4);
        const { channels, rateHz } = readWav(bytes);
        return channels[0] ? [resample(channels[0], rateHz, RATE_HZ)] : [];
      });
    const whole = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  #command(command: string, params?: string): void {
    const text = JSON.stringify({ command, ...(params === undefined ? {} : { params }) });
    this.#control?.write(`${Buffer.byteLength(text)}:${text},`);
  }

  async #connect(port: number): Promise<void> {
    const deadlineMs = performance.now() + WAIT_MS;
    while (this.#control === null) {
      if (performance.now() > deadlineMs || this.#child.exitCode !== null)
        throw new Error(`baresip did not start:\n${this.#output}`);
      this.#control = await connected(port);
      if (this.#control === null) await this.#something();
    }
    this.#control.on('data', (bytes: Buffer) => this.#read(bytes));
    this.#control.on('error', () => undefined);
  }

  /** It may have registered before anybody listened to its events: what it prints tells as well. */
  async #registered(): Promise<void> {
    const deadlineMs = performance.now() + WAIT_MS;
    while (!/200 OK .*\[\d+ bindings?\]/.test(this.#output)) {
      if (performance.now() > deadlineMs || /^.*reg: .*: (Register: |[4-6]\d\d )/m.test(this.#output))
        throw new Error(`baresip did not register:\n${this.#output.slice(-1500)}`);
      await this.#something();
    }
  }

  /** Netstrings of JSON. */
  #read(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const colon = this.#pending.indexOf(58);
      if (colon < 0) return;
      const length = Number(this.#pending.subarray(0, colon).toString());
      const end = colon + 1 + length;
      if (this.#pending.length <= end) return;
      const message = JSON.parse(this.#pending.subarray(colon + 1, end).toString());
      this.#pending = this.#pending.subarray(end + 1);
      if (message.event === true) this.#events.push(message);
      this.#wake();
    }
  }

  #note(text: string): void {
    this.#output += text;
    this.#wake();
  }

  #something(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, 100);
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const done of this.#waiting) done();
  }
}

/** While a call goes on the header of its file says nothing of the length. */
const endOf = (file: string, durationMs: number): Int16Array => {
  const descriptor = openSync(file, 'r');
  try {
    const header = Buffer.alloc(WAV_HEADER_BYTES);
    const sizeBytes = fstatSync(descriptor).size - readSync(descriptor, header, 0, WAV_HEADER_BYTES, 0);
    const [channelCount, rateHz] = [header.readUInt16LE(22), header.readUInt32LE(24)];
    const frames = Math.min(Math.floor(sizeBytes / 2 / channelCount), Math.round((durationMs * rateHz) / 1000));
    if (frames <= 0) return new Int16Array();
    const bytes = Buffer.alloc(frames * 2 * channelCount);
    const wholeFrames = Math.floor(sizeBytes / 2 / channelCount);
    readSync(descriptor, bytes, 0, bytes.length, WAV_HEADER_BYTES + (wholeFrames - frames) * 2 * channelCount);
    const samples = Int16Array.from({ length: frames }, (_, at) => bytes.readInt16LE(at * 2 * channelCount));
    return resample(samples, rateHz, RATE_HZ);
  } finally {
    closeSync(descriptor);
  }
};

const connected = (port: number): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });

const write = (
  folder: string,
  options: BaresipOptions,
  { sipPort, controlPort }: { readonly sipPort: number; readonly controlPort: number },
): void => {
  const dumps = join(folder, 'dumps');
  const says = join(folder, 'says.wav');
  mkdirSync(dumps);
  const rateHz = options.saysRateHz ?? RATE_HZ;
  const sound = new Int16Array(SAYS_FOR_S * rateHz);
  if (options.says) sound.set(options.says.subarray(0, sound.length));
  writeFileSync(says, writeWav({ rateHz, channels: [sound] }));
  writeFileSync(join(folder, 'config'), configOf({ sipPort, controlPort, says, dumps, rateHz }));
  writeFileSync(join(folder, 'contacts'), '');
  writeFileSync(join(folder, 'accounts'), accountOf(options));
};

/** As baresip knows them: G.722 by the rate of its sound, not by that of its clock (RFC 3551 §4.5.2). */
const clocks = { PCMU: '8000/1', PCMA: '8000/1', G722: '16000/1', opus: '48000/2' } as const;

const accountOf = (options: BaresipOptions): string => {
  const { username, password, server, transport = 'udp', codecs = ['PCMU', 'PCMA'], answers = 'manual' } = options;
  const fields = [
    password === undefined ? 'regint=0' : `auth_pass=${password};regint=60`,
    `audio_codecs=${codecs.map((codec) => `${codec}/${clocks[codec]}`).join(',')}`,
    `answermode=${answers}`,
    'ptime=20',
    ...(options.isEncrypted ? ['mediaenc=srtp'] : []),
  ];
  return `<sip:${username}@${server};transport=${transport}>;${fields.join(';')}\n`;
};

const configOf = (places: {
  readonly sipPort: number;
  readonly controlPort: number;
  readonly says: string;
  readonly dumps: string;
  readonly rateHz: number;
}): string => `
sip_listen 127.0.0.1:${places.sipPort}
call_max_calls 8
audio_player aufile,/dev/null
audio_source aufile,${places.says}
audio_alert aufile,/dev/null
ausrc_srate ${places.rateHz}
auplay_srate ${RATE_HZ}
ausrc_channels 1
auplay_channels 1
audio_buffer 20-160
rtp_ports 40000-43000
rtcp_mux no
jitter_buffer_delay 2-5
rtp_stats no
module_path ${MODULES}
module g711.so
module g722.so
module opus.so
module srtp.so
module sndfile.so
module uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
module aufile.so
ctrl_tcp_listen 127.0.0.1:${places.controlPort}
snd_path ${places.dumps}
`;
