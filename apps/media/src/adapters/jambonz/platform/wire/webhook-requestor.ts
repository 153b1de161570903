import { createHmac } from 'node:crypto';
import type { OutboundClient, OutboundHeader, OutboundRequest } from '@callwright/outbound';
import { AppError } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { runInBackground } from '../../../../platform/run-in-background.js';
import { verbsOf } from './messages.js';
import type { Question, Requestor, TellKind } from './requestor.js';
import { snakeCased } from './snake-case.js';

/** Where webhooks go, and by which proof. */
export type WebhookAddress = {
  readonly url: URL;
  readonly statusUrl?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly signatureKey?: string | undefined;
};

/** What a requestor is made of. */
export type WebhookRequestorParts = {
  readonly address: WebhookAddress;
  readonly send: OutboundClient['send'];
  /** For whom; see {@link OutboundRequest.owner}. */
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Log;
};

/** As long as jambonz waits for a webhook. */
const ANSWER_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 256 * 1024;
/** Notices that may be under way at a time; more are left out. */
const MAX_NOTICES = 20;

/**
 * An application behind HTTP: each question is a POST of the call's facts, its answer verbs. Notices go to the status
 * address, one after another.
 */
export class WebhookRequestor implements Requestor {
  readonly #parts: WebhookRequestorParts;
  readonly #stop = new AbortController();
  #notices: Promise<unknown> = Promise.resolve();
  #noticeCount = 0;

  constructor(parts: WebhookRequestorParts) {
    this.#parts = parts;
  }

  readonly isListening = (): boolean => false;

  readonly ask = async ({ hook, data }: Question): Promise<readonly unknown[]> => {
    const { url } = this.#parts.address;
    const answer = await this.#post(hook === undefined ? url : target(hook, url), data);
    return verbsOf(answer);
  };

  readonly tell = (kind: TellKind, data: Readonly<Record<string, unknown>>): void => {
    const { statusUrl } = this.#parts.address;
    if (kind === 'call:status' && statusUrl !== undefined) this.#notify(() => this.#post(new URL(statusUrl), data));
  };

  readonly mention = (question: Question): void => this.#notify(() => this.ask(question));

  /** What is to be told still goes out. */
  readonly close = (): void => {
    void this.#notices.finally(() => this.#stop.abort());
  };

  #notify(send: () => Promise<unknown>): void {
    if (this.#noticeCount >= MAX_NOTICES) return;
    this.#noticeCount += 1;
    this.#notices = this.#notices
      .then(send)
      .catch((error: unknown) => this.#parts.log.info({ error: String(error) }, 'application was not told'))
      .finally(() => {
        this.#noticeCount -= 1;
      });
    runInBackground('tell application', this.#notices, this.#parts.log);
  }

  async #post(url: URL, data: Readonly<Record<string, unknown>>): Promise<unknown> {
    const { send, owner } = this.#parts;
    const body = JSON.stringify(snakeCased(data));
    const request: OutboundRequest = {
      method: 'POST',
      url: url.href,
      headers: this.#headers(url, body),
      body,
      timeoutMs: ANSWER_TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      owner,
    };
    const response = await send(request, this.#stop.signal);
    if (response.status < 200 || response.status > 299)
      throw new AppError('http.network', `The application answered ${response.status}.`);
    const text = response.text();
    if (text.trim() === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw new AppError('http.network', 'The answer of the application is no JSON.');
    }
  }

  // Proofs are for the application's own server.
  #headers(url: URL, body: string): readonly OutboundHeader[] {
    const { username, password, signatureKey, url: own } = this.#parts.address;
    const headers = [
      { name: 'content-type', value: 'application/json' },
      { name: 'user-agent', value: 'jambonz' },
    ];
    if (signatureKey !== undefined)
      headers.push({ name: 'jambonz-signature', value: signatureOf(body, signatureKey, this.#parts.clock.nowMs()) });
    if (url.host === own.host && (username !== undefined || password !== undefined))
      headers.push({
        name: 'authorization',
        value: `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`, 'utf8').toString('base64')}`,
      });
    return headers;
  }
}

/** `t=<seconds>,v1=<hex HMAC-SHA256 of "seconds.body">` (spec 2 §4). */
export const signatureOf = (body: string, key: string, nowMs: number): string => {
  const seconds = Math.floor(nowMs / 1000);
  return `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;
};

const target = (hook: string, base: URL): URL => {
  if (!URL.canParse(hook, base.href)) throw new AppError('http.badUrl', 'The hook is no address.');
  return new URL(hook, base);
};
