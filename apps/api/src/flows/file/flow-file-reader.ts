import type { FlowFile, ReadFlowFile } from '@callwright/flow-engine';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { FlowFileError } from '../../platform/http/errors.js';
import { Log } from '../../platform/log.js';
import { MAX_NESTING, nestsDeeper } from '../../platform/nesting.js';
import { type OffThread, offThread } from '../../platform/threads/off-thread.js';
import { idFromFileName } from './file-name.js';
import { type ReadFileJob, readFlowFile } from './read-flow-file.js';

const PATIENCE_MS = 30_000;
const TOO_DEEP = { message: 'The file is nested too deeply.', line: 1, column: 1 };

/** Reads flow files in a thread of its own: some megabytes of text take seconds. */
@Injectable()
export class FlowFileReader implements OnApplicationShutdown {
  readonly #thread: OffThread<ReadFileJob, ReadFlowFile>;

  constructor(clock: Clock, log: Log) {
    const entry = new URL('./read-flow-file.worker.js', import.meta.url);
    this.#thread = offThread({ name: 'flow files', entry, patienceMs: PATIENCE_MS, clock, log }, readFlowFile);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#thread.close();
  }

  /**
   * @param owner who reads it
   * @throws FlowFileError `flow.badFile`; AppError `api.tooManyRequests` while too many wait, `internal`
   */
  async read(text: string, fileName: string | undefined, owner: string): Promise<FlowFile> {
    const read = await this.#thread.run({ text, fallbackId: idFromFileName(fileName ?? '') }, owner);
    if (!read.ok) throw new FlowFileError(read.problems);
    // A file reads deeper than a request; what is made of it must be one.
    if (nestsDeeper(read.file.document, MAX_NESTING)) throw new FlowFileError([TOO_DEEP]);
    return read.file;
  }
}
