import { rememberedValues, type SecretVault, type StandIn } from '@callwright/flow-engine';
import type { OutboundHeader, OutboundRequest, OutboundResponse } from '@callwright/outbound';
import {
  AppError,
  type EffectOf,
  type EngineEvent,
  type HttpAuth,
  type HttpRequest,
  type Json,
  toAppError,
} from '@callwright/protocol';
import type { CodeOutcome } from '@callwright/sandbox';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import { runInBackground } from '../platform/run-in-background.js';
import { revealRequest } from './reveal-request.js';

/** What flows may ask of the platform besides the call itself. */
export type FlowServices = {
  /** Sends a request to somebody else's server. @throws AppError `http.*` */
  readonly send: (request: OutboundRequest, signal: AbortSignal) => Promise<OutboundResponse>;
  /** Runs an author's code. @throws AppError when it could not be run at all */
  readonly runCode: (
    run: { readonly source: string; readonly input: Json; readonly timeoutMs: number },
    signal: AbortSignal,
  ) => Promise<CodeOutcome>;
  /** A secret of the flow's workspace by its name; null when there is none. @throws AppError `control.unavailable` */
  readonly secret: (name: string) => Promise<string | null>;
};

/** What a desk needs of its call. */
export type EffectDeskParts = {
  readonly services: FlowServices;
  readonly vault: SecretVault;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly post: (event: EngineEvent) => void;
};

/** Effects under way at a time: a flow waits for each, so that more is a flow gone wrong. */
const MAX_UNDER_WAY = 10;

/**
 * Carries out what a flow asks for besides commands: requests and code. Each is answered by one event, whatever happens;
 * after the end of the call by none. Secrets are put in here, at the last moment, and nothing of them is told or logged.
 */
export class EffectDesk {
  readonly #parts: EffectDeskParts;
  #underWay = 0;

  constructor(parts: EffectDeskParts) {
    this.#parts = parts;
  }

  /** Answered by one `httpResult`. */
  readonly request = ({ requestId, request }: EffectOf<'httpRequest'>): void => {
    const { clock, vault, services, signal } = this.#parts;
    const startedMs = clock.monotonicMs();
    const send = async (): Promise<void> => {
      const proof = request.auth && (await this.#proof(request.auth));
      const response = await services.send(this.#prepare(request, proof?.header), signal);
      const values = rememberedValues(request, bodyOf(response), vault, proof?.secrets);
      const { status, attempts } = response;
      this.#answer({ event: 'httpResult', requestId, status, values, attempts, ...this.#since(startedMs) });
    };
    const fail = ({ code }: AppError) =>
      this.#answer({
        event: 'httpResult',
        requestId,
        status: null,
        error: code,
        values: {},
        attempts: 1,
        ...this.#since(startedMs),
      });
    this.#begin('http request', send, fail);
  };

  /** Answered by one `codeResult`. */
  readonly runCode = ({ codeId, source, input, timeoutMs }: EffectOf<'runCode'>): void => {
    const { clock, services, signal } = this.#parts;
    const startedMs = clock.monotonicMs();
    const run = async (): Promise<void> => {
      const outcome = await services.runCode({ source, input, timeoutMs }, signal);
      const result = outcome.ok ? { ok: true, value: outcome.value } : { ok: false, error: wordsOf(outcome.error) };
      this.#answer({ event: 'codeResult', codeId, ...result, ...this.#since(startedMs) });
    };
    const fail = ({ message }: AppError) =>
      this.#answer({ event: 'codeResult', codeId, ok: false, error: message, ...this.#since(startedMs) });
    this.#begin('code', run, fail);
  };

  #begin(name: string, task: () => Promise<void>, fail: (error: AppError) => void): void {
    if (this.#underWay >= MAX_UNDER_WAY) {
      fail(new AppError('http.busy', 'The flow asks for too much at once.'));
      return;
    }
    this.#underWay += 1;
    const work = task()
      .catch((error: unknown) => fail(toAppError(error)))
      .finally(() => {
        this.#underWay -= 1;
      });
    runInBackground(name, work, this.#parts.log);
  }

  #prepare(request: HttpRequest, proof: OutboundHeader | undefined): OutboundRequest {
    const { method, timeoutMs, retries, maxBytes } = request;
    const { headers, ...told } = revealRequest(request, this.#parts.vault);
    return { method, ...told, headers: proof ? [...headers, proof] : headers, timeoutMs, retries, maxBytes };
  }

  async #proof(auth: HttpAuth): Promise<Proof> {
    const secret = await this.#parts.services.secret(auth.secret);
    if (secret === null) throw new AppError('http.noSecret', `There is no secret named ${auth.secret}.`);
    const header = proofHeader(auth, secret);
    const encoded = header.value.split(' ').at(-1) ?? '';
    return {
      header,
      secrets: [
        [HIDDEN, secret],
        [HIDDEN, encoded],
      ],
    };
  }

  #answer(event: WithoutTime<Extract<EngineEvent, { event: 'httpResult' | 'codeResult' }>>): void {
    const { signal, post, clock } = this.#parts;
    if (!signal.aborted) post({ ...event, timestamp: clock.nowMs() });
  }

  #since(startedMs: number): { readonly durationMs: number } {
    return { durationMs: Math.max(0, this.#parts.clock.monotonicMs() - startedMs) };
  }
}

/** The header that says who asks, and what of it no answer may repeat. */
type Proof = { readonly header: OutboundHeader; readonly secrets: readonly StandIn[] };
/** Stands where a server repeats a secret of the workspace. */
const HIDDEN = '***';

const proofHeader = (auth: HttpAuth, secret: string): OutboundHeader => {
  switch (auth.kind) {
    case 'bearer':
      return { name: 'authorization', value: `Bearer ${secret}` };
    case 'basic':
      // RFC 7617 §2, in UTF-8.
      return {
        name: 'authorization',
        value: `Basic ${Buffer.from(`${auth.username}:${secret}`, 'utf8').toString('base64')}`,
      };
    case 'header':
      return { name: auth.header, value: secret };
  }
};

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'timestamp'> : never;

const wordsOf = ({ message, line }: { readonly message: string; readonly line?: number }) =>
  line === undefined ? message : `Line ${line}: ${message}`;

// An answer that is no JSON is taken as the text it is.
const bodyOf = (response: OutboundResponse): Json | undefined => {
  const text = response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
};
