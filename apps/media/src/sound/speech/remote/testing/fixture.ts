import { readFileSync } from 'node:fs';

/** A line of a fixture: who says it, what it is called here, and the message. */
type FixtureLine = { readonly from: 'client' | 'server'; readonly name: string; readonly message: object | string };

/** Documented messages of a protocol, one a line, the first line naming their source. */
export class Fixture {
  readonly source: string;
  readonly lines: readonly FixtureLine[];

  /** @param url of a `.jsonl` */
  constructor(url: URL) {
    const [head, ...lines] = readFileSync(url, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    this.source = head.source;
    this.lines = lines;
  }

  /** A message as a template: another one of its kind has some fields changed. */
  object(name: string): Readonly<Record<string, unknown>> {
    const message = this.#find(name);
    if (typeof message === 'string') throw new Error(`${name} is text`);
    return { ...message };
  }

  /** A message as it goes over the wire. */
  text(name: string): string {
    const message = this.#find(name);
    return typeof message === 'string' ? message : JSON.stringify(message);
  }

  #find(name: string): object | string {
    const line = this.lines.find((candidate) => candidate.name === name);
    if (!line) throw new Error(`No ${name} in the fixture`);
    return line.message;
  }
}
