import type { IncomingMessage } from 'node:http';
import { errorCodes, toAppError } from '@callwright/protocol';
import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';

/** Decides about a socket before it opens; throws an AppError to refuse it. */
export type UpgradeCheck = (request: IncomingMessage) => Promise<void>;

type Verdict = (isWelcome: boolean, status?: number, message?: string) => void;

/** Opens WebSockets only to those whom the check of their path lets in; a path without a check lets nobody in. */
export class CheckedWsAdapter extends WsAdapter {
  readonly #checks: ReadonlyMap<string, UpgradeCheck>;

  constructor(app: INestApplicationContext, checks: ReadonlyMap<string, UpgradeCheck>) {
    super(app);
    this.#checks = checks;
  }

  override create(port: number, options: Record<string, unknown> & { path: string }): unknown {
    const verifyClient = ({ req }: { req: IncomingMessage }, done: Verdict) => {
      const refuse = (error: unknown) => {
        const { code, message } = toAppError(error);
        done(false, errorCodes[code].httpStatus, message);
      };
      void this.#check(options.path, req).then(() => done(true), refuse);
    };
    return super.create(port, { ...options, verifyClient });
  }

  #check(path: string, request: IncomingMessage): Promise<void> {
    const check = this.#checks.get(path);
    return check ? check(request) : Promise.reject(new Error(`no check guards ${path}`));
  }
}
