import { AppError } from '@callwright/protocol';
import { type Client, type ClientDuplexStream, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { Clock, Timer } from '../../../../platform/clock.js';
import { bearer } from '../../remote/bearer.js';
import type { Line, LineEvents, LineSettings } from '../../remote/line.js';
import { type RecogniseRequest, recognise, recogniseResponse } from './speech-service.js';

const TITLE = 'The gRPC recogniser';
/** Deadline of a stream, so that no server keeps one for ever; a call that lasts longer gets another. */
const STREAM_MS = 60 * 60_000;
/** For the server to end the stream after we did. */
const GOODBYE_MS = 1000;

/** What a line runs on. */
export type GrpcLineOptions = {
  readonly client: Client;
  readonly settings: LineSettings;
  readonly events: LineEvents;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Changes what is said; for tests of who listens. */
  readonly alter?: (request: RecogniseRequest) => object;
};

/** A line over a stream of `callwright.speech.v1`. */
export class GrpcLine implements Line {
  readonly #options: GrpcLineOptions;
  readonly #stream: ClientDuplexStream<object, object>;
  readonly #connectTimer: Timer;
  #flushId = 0;
  #isFull = false;
  #isConnected = false;
  #isOver = false;
  #closing: Promise<void> | null = null;

  constructor(options: GrpcLineOptions) {
    const { client, settings, clock, timeoutMs } = options;
    this.#options = options;
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(bearer(settings.apiKey))) metadata.set(name, value);
    this.#stream = client.makeBidiStreamRequest(
      recognise.path,
      recognise.requestSerialize,
      recognise.responseDeserialize,
      metadata,
      { deadline: clock.nowMs() + STREAM_MS },
    );
    this.#connectTimer = clock.startTimer(timeoutMs, () =>
      this.#lose(new AppError('speech.timeout', `${TITLE} did not answer`)),
    );
    client.waitForReady(clock.nowMs() + timeoutMs, (error) => !error && this.#connected());
    this.#stream.on('data', (message: unknown) => this.#receive(message));
    this.#stream.on('drain', () => this.#drained());
    this.#stream.on('error', (error: ServiceError) => this.#lose(problemOf(error.code)));
    this.#stream.on('end', () => this.#lose(new AppError('speech.unavailable', `${TITLE} broke off the stream`)));
    this.#say({ config: configOf(settings) });
  }

  get isReady(): boolean {
    return this.#isConnected && !this.#isOver && !this.#isFull;
  }

  send(packet: Int16Array): void {
    this.#say({ audio: new Uint8Array(packet.buffer, packet.byteOffset, packet.byteLength) });
  }

  finish(): void {
    this.#flushId += 1;
    this.#say({ flush: { flushId: this.#flushId } });
  }

  close(): Promise<void> {
    this.#closing ??= this.#hangUp();
    return this.#closing;
  }

  #say(request: RecogniseRequest): void {
    if (!this.#stream.write(this.#options.alter?.(request) ?? request)) this.#isFull = true;
  }

  #connected(): void {
    if (this.#isOver) return;
    this.#isConnected = true;
    this.#connectTimer.cancel();
    if (this.isReady) this.#options.events.onReady();
  }

  #drained(): void {
    this.#isFull = false;
    if (this.isReady) this.#options.events.onReady();
  }

  #receive(message: unknown): void {
    if (this.#isOver) return;
    const { success, data } = recogniseResponse.safeParse(message);
    if (!success) {
      this.#lose(new AppError('speech.asrFailed', `${TITLE} said what is not of its protocol`));
      return;
    }
    const { onHeard } = this.#options.events;
    switch (data.response) {
      case 'delta':
        onHeard({ heard: 'partial', text: data.delta.text });
        return;
      case 'endpoint':
        onHeard({ heard: 'endpoint' });
        return;
      case 'failure':
        // Of an utterance that was given up there may still come something.
        if (data.failure.flushId !== this.#flushId) return;
        onHeard({ heard: 'failed', problem: new AppError('speech.asrFailed', `${TITLE} could not understand it`) });
        return;
      case 'final': {
        const { flushId, text, words, confidence, _confidence } = data.final;
        if (flushId !== this.#flushId) return;
        onHeard({ heard: 'settled', text, words, ...(_confidence && { confidence }) });
        if (!this.#isOver) onHeard({ heard: 'done' });
      }
    }
  }

  #lose(problem: AppError): void {
    if (this.#isOver) return;
    const wasReady = this.#isConnected;
    this.#end();
    this.#stream.cancel();
    this.#options.events.onLost(problem, wasReady);
  }

  #end(): void {
    this.#isOver = true;
    this.#connectTimer.cancel();
  }

  async #hangUp(): Promise<void> {
    const isUp = this.isReady;
    this.#end();
    if (isUp) await this.#ended();
    this.#stream.cancel();
  }

  #ended(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.startTimer(GOODBYE_MS, resolve);
      this.#stream.once('status', () => {
        timer.cancel();
        resolve();
      });
      this.#stream.end();
    });
  }
}

const configOf = ({ rateHz, language, partials, choices, grammar }: LineSettings) => ({
  sampleRateHz: rateHz,
  language,
  partials,
  choices,
  grammar: grammar ?? '',
});

/** What a status of gRPC means; its details are not repeated. */
function problemOf(code: status): AppError {
  const name = status[code] ?? String(code);
  switch (code) {
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return new AppError('speech.notConfigured', `${TITLE} refused the key (${name})`);
    case status.DEADLINE_EXCEEDED:
      return new AppError('speech.timeout', `${TITLE} did not answer (${name})`);
    case status.UNAVAILABLE:
    case status.RESOURCE_EXHAUSTED:
    case status.ABORTED:
    case status.CANCELLED:
    case status.OK:
      return new AppError('speech.unavailable', `${TITLE} is not available (${name})`);
    default:
      return new AppError('speech.asrFailed', `${TITLE} failed (${name})`);
  }
}
