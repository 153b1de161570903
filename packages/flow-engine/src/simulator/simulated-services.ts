import type { EffectOf, EngineEvent, HttpRequest, Json } from '@callwright/protocol';
import { rememberedValues } from '../remembered-values.js';
import type { SecretVault } from '../secret-vault.js';
import type { CallWorld, CodeOutcome, HttpRule } from './model/call-world.js';
import { matchesRequest } from './model/http-rule.js';

/** A request as the service received it, with the secrets in it: never a part of the journal. */
export type SeenRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'auth' | 'body'> & {
  readonly requestId: string;
};

/** What a service answers. */
export type HttpAnswer = Omit<HttpRule, 'request'>;

/** What an answer is waited for: a request, or an author's code. */
export type Awaited =
  | { readonly kind: 'http'; readonly id: string; readonly request: SeenRequest }
  | { readonly kind: 'code'; readonly id: string; readonly source: string; readonly input: Json };

type Pending = {
  readonly about: Awaited;
  readonly effect: EffectOf<'httpRequest' | 'runCode'>;
  readonly askedAtMs: number;
  readonly timer: { readonly cancel: () => void };
};

/** What the services need of the call that asks them. */
export type ServicePorts = {
  readonly world: CallWorld;
  readonly vault: SecretVault;
  readonly nowMs: () => number;
  readonly startTimer: (afterMs: number, task: () => void) => { readonly cancel: () => void };
  readonly post: (event: EngineEvent) => void;
};

/** The web services and the runner of code of a simulated call. What they are not told to answer runs into its time-out. */
export class SimulatedServices {
  readonly #ports: ServicePorts;
  readonly #seen: SeenRequest[] = [];
  #pending: readonly Pending[] = [];

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  /** Every request so far. */
  get requests(): readonly SeenRequest[] {
    return this.#seen;
  }

  /** What waits for {@link answerRequest} or {@link answerCode}, the oldest first. */
  get awaited(): readonly Awaited[] {
    return this.#pending.map(({ about }) => about);
  }

  /** Makes a request; a rule of the world answers it, or somebody has to. */
  request(effect: EffectOf<'httpRequest'>): void {
    const seen = this.#revealed(effect);
    this.#seen.push(seen);
    const rule = this.#ports.world.http.find((one) => matchesRequest(one.request, seen));
    this.#wait({ kind: 'http', id: effect.requestId, request: seen }, effect);
    if (rule) this.#answer(effect.requestId, rule);
  }

  /** Runs code, if this world can; otherwise somebody has to tell what comes of it. */
  runCode(effect: EffectOf<'runCode'>): void {
    const { codeId, source, input } = effect;
    const { world } = this.#ports;
    if (world.runCode) {
      this.#tellCode(effect, world.runCode(source, input), 0);
      return;
    }
    if (world.unknown === 'fails') {
      this.#tellCode(effect, NO_CODE, 0);
      return;
    }
    this.#wait({ kind: 'code', id: codeId, source, input }, effect);
  }

  /** Answers the oldest request that waits. @returns whether there was one */
  answerRequest(answer: HttpAnswer): boolean {
    const oldest = this.#pending.find(({ about }) => about.kind === 'http');
    if (oldest) this.#answer(oldest.about.id, answer);
    return oldest !== undefined;
  }

  /** Tells what came of the oldest code that waits. @returns whether there was one */
  answerCode(outcome: CodeOutcome): boolean {
    const oldest = this.#pending.find(({ about }) => about.kind === 'code');
    if (oldest?.effect.effect !== 'runCode') return false;
    this.#drop(oldest);
    this.#tellCode(oldest.effect, outcome, this.#ports.nowMs() - oldest.askedAtMs);
    return true;
  }

  /** Nobody waits for an answer any more. */
  close(): void {
    for (const { timer } of this.#pending) timer.cancel();
    this.#pending = [];
  }

  #wait(about: Awaited, effect: Pending['effect']): void {
    const timeoutMs = effect.effect === 'httpRequest' ? effect.request.timeoutMs : effect.timeoutMs;
    const giveUp = () => {
      this.#drop(pending);
      const durationMs = this.#ports.nowMs() - pending.askedAtMs;
      if (effect.effect === 'httpRequest') this.#tellRequest(effect, { error: 'http.network' }, durationMs);
      else this.#tellCode(effect, { ok: false, error: 'The code took too long.' }, durationMs);
    };
    const timer = this.#ports.startTimer(timeoutMs, giveUp);
    const pending: Pending = { about, effect, askedAtMs: this.#ports.nowMs(), timer };
    this.#pending = [...this.#pending, pending];
  }

  #answer(requestId: string, answer: HttpAnswer): void {
    const pending = this.#pending.find(({ about }) => about.id === requestId);
    if (pending?.effect.effect !== 'httpRequest') return;
    const { effect, askedAtMs } = pending;
    const dueMs = this.#ports.nowMs() + (answer.afterMs ?? 0);
    const isLate = dueMs > askedAtMs + effect.request.timeoutMs;
    const atMs = Math.min(dueMs, askedAtMs + effect.request.timeoutMs);
    this.#drop(pending);
    const tell = () => this.#tellRequest(effect, isLate ? { error: 'http.timeout' } : answer, atMs - askedAtMs);
    if (atMs <= this.#ports.nowMs()) tell();
    else this.#ports.startTimer(atMs - this.#ports.nowMs(), tell);
  }

  #drop(pending: Pending): void {
    pending.timer.cancel();
    this.#pending = this.#pending.filter((one) => one !== pending);
  }

  #revealed({ requestId, request }: EffectOf<'httpRequest'>): SeenRequest {
    const { vault } = this.#ports;
    const { method, url, headers, auth, body } = request;
    return {
      requestId,
      method,
      url: vault.reveal(url),
      headers: headers.map(({ name, value }) => ({ name, value: vault.reveal(value) })),
      ...(auth === undefined ? {} : { auth }),
      ...(body === undefined ? {} : { body: vault.reveal(body) }),
    };
  }

  #tellRequest({ requestId, request }: EffectOf<'httpRequest'>, answer: HttpAnswer, durationMs: number): void {
    const { error, status = error === undefined ? 200 : null, body } = answer;
    this.#ports.post({
      event: 'httpResult',
      timestamp: this.#ports.nowMs(),
      requestId,
      status,
      ...(error === undefined ? {} : { error }),
      values: rememberedValues(request, body, this.#ports.vault),
      durationMs,
      attempts: error === undefined ? 1 : request.retries + 1,
    });
  }

  #tellCode({ codeId }: EffectOf<'runCode'>, outcome: CodeOutcome, durationMs: number): void {
    this.#ports.post({ event: 'codeResult', timestamp: this.#ports.nowMs(), codeId, ...outcome, durationMs });
  }
}

const NO_CODE: CodeOutcome = { ok: false, error: 'Nothing runs code here.' };
