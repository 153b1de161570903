import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromGenerator, GeneratorFigures, ToGenerator } from './generator-messages.js';
import { type BenchCodec, callerPackets } from './material.js';
import { pinned } from './pinned.js';

/** The process that plays the callers. */
export class Callers {
  readonly #child: ChildProcess;
  readonly #answers: ((answer: FromGenerator) => void)[] = [];

  constructor() {
    const entry = fileURLToPath(new URL('./generator.js', import.meta.url));
    this.#child = fork(entry, [], pinned('others'));
    this.#child.on('message', (answer) => this.#answers.shift()?.(answer as FromGenerator));
  }

  /** What those who are added from now on say. */
  async speak(codec: BenchCodec): Promise<void> {
    const packets = await callerPackets(codec);
    const payloads = packets.map((packet) => Buffer.from(packet).toString('base64'));
    const [blockTicks, payloadType] = codec === 'opus' ? [960, 111] : [160, 0];
    await this.#ask({ ask: 'speak', payloads, blockTicks, payloadType });
  }

  /** A caller begins to speak to a port. @param at block of the ten seconds it begins with */
  async add(id: string, port: number, at: number): Promise<void> {
    await this.#ask({ ask: 'add', id, port, at });
  }

  async remove(id: string): Promise<void> {
    await this.#ask({ ask: 'remove', id });
  }

  /** Keeps what a caller hears, or stops. */
  async keep(id: string, isKept: boolean): Promise<void> {
    await this.#ask({ ask: 'keep', id, isKept });
  }

  /** What was kept, payload by payload. */
  async kept(id: string): Promise<readonly Uint8Array[]> {
    const answer = await this.#ask({ ask: 'kept', id });
    return 'kept' in answer ? answer.kept.map((text) => Buffer.from(text, 'base64')) : [];
  }

  /** Counts since they were asked for last. */
  async figures(): Promise<GeneratorFigures> {
    const answer = await this.#ask({ ask: 'figures' });
    if (!('figures' in answer)) throw new Error('The callers did not answer in order.');
    return answer.figures;
  }

  close(): void {
    this.#child.disconnect();
  }

  #ask(message: ToGenerator): Promise<FromGenerator> {
    return new Promise((resolve) => {
      this.#answers.push(resolve);
      this.#child.send(message);
    });
  }
}
