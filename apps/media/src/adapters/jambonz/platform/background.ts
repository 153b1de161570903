import type { BargeIn, EngineEvent } from '@callwright/protocol';
import { GatherDesk } from '../../../calls/gather-desk.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import type { Stage } from './stage.js';
import { StreamedSpeech } from './streamed-speech.js';
import { bargeInOf, type GatherBody, gatherCommandOf, resultsOf } from './verbs/gather.js';

/** What an application has asked to be listened for all the time. */
export type StandingQuestion = { readonly body: GatherBody; readonly isSticky: boolean };

/** What goes on in a call beside its verbs: a question that is always open, sound that is sent, words that are told. */
export class Background {
  readonly speech: StreamedSpeech;
  readonly #stage: Stage;
  readonly #desk: GatherDesk;
  readonly #tasks = new Map<string, AbortController>();
  #question: StandingQuestion | null = null;
  #gatherId: string | null = null;
  #isHeld = false;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.speech = new StreamedSpeech(stage);
    this.#desk = new GatherDesk({
      clock: stage.clock,
      execute: (command) => stage.call.dispatch(command),
      post: (event) => stage.call.post(event),
      vault: stage.call.vault,
      onSecret: () => undefined,
    });
  }

  /** Listens for keys or words from now on; null: no more. */
  ask(question: StandingQuestion | null): void {
    this.#stop();
    this.#question = question;
    this.#start();
  }

  /** What of the caller interrupts what they hear, while somebody listens for them all the time. */
  get bargeIn(): BargeIn {
    return this.#question && !this.#isHeld ? bargeInOf(this.#question.body) : [];
  }

  /** A verb asks by itself: until it has its answer, nobody else listens. */
  hold(isHeld: boolean): void {
    if (isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    if (isHeld) this.#stop();
    else this.#start();
  }

  /** Runs something until it is over, another takes its name, or it is stopped. */
  begin(name: string, work: (signal: AbortSignal) => Promise<void>): void {
    this.end(name);
    const { call, log } = this.#stage;
    const controller = new AbortController();
    this.#tasks.set(name, controller);
    const task = work(AbortSignal.any([controller.signal, call.signal]))
      .catch((error: unknown) => {
        if (!controller.signal.aborted && !call.isEnding)
          this.#stage.report({ verb: name, error: error instanceof Error ? error.message : String(error) });
      })
      .finally(() => {
        if (this.#tasks.get(name) === controller) this.#tasks.delete(name);
      });
    runInBackground(name, task, log);
  }

  /** Stops it; nothing happens when it does not run. */
  end(name: string): void {
    this.#tasks.get(name)?.abort();
    this.#tasks.delete(name);
  }

  /** One event of the call. */
  receive(event: EngineEvent): void {
    const { sequence } = this.#desk;
    this.#desk.receive(event, sequence);
    this.speech.receive(event);
    if (event.event === 'transcriptionDelta' && event.text !== '' && this.bargeIn.includes('words'))
      this.speech.callerSpeaks();
    if (event.event !== 'gatherResult' || event.gatherId !== this.#gatherId || !this.#question) return;
    this.#gatherId = null;
    const { body, isSticky } = this.#question;
    if (!isSticky && event.reason !== 'timeout') this.#question = null;
    // A standing question that nobody answers stays open.
    const isAnswer = event.reason === 'digits' || (event.reason === 'speech' && event.text);
    if (isAnswer) {
      const acted = this.#stage.act({ hook: body.actionHook, results: resultsOf(event, this.#stage) });
      runInBackground('barge-in', acted, this.#stage.log);
    }
    if (event.reason !== 'error') this.#start();
  }

  /** No timer of it remains. May be called twice. */
  close(): void {
    this.#desk.close();
    this.speech.close();
    for (const name of [...this.#tasks.keys()]) this.end(name);
  }

  #start(): void {
    if (!this.#question || this.#isHeld || this.#gatherId !== null) return;
    this.#gatherId = this.#stage.newId();
    const body = { ...this.#question.body, say: undefined, play: undefined, timeout: 0 };
    this.#desk.start(gatherCommandOf(this.#gatherId, body, this.#stage));
  }

  #stop(): void {
    this.#gatherId = null;
    this.#desk.cancel();
  }
}
