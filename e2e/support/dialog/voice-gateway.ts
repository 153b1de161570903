import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { DialogFrame } from './dialog-app.js';

/** What each command of a dialog application must and may hold (spec 4 §B, "Commands"). */
const commands: Readonly<Record<string, { readonly needs: readonly string[]; readonly may: readonly string[] }>> = {
  'tts.speak': { needs: ['text'], may: ['utterance_id', 'meta'] },
  'tts.stream': { needs: ['utterance_id'], may: ['text', 'stream_end', 'meta'] },
  'tts.stream.end': { needs: ['utterance_id'], may: [] },
  'tts.interrupt': { needs: [], may: [] },
  hangup: { needs: [], may: ['reason'] },
};

/** How long it takes a stand-in to say one letter. */
const MS_A_LETTER = 20;

/**
 * A voice gateway written from spec 4: dials a dialog application, says what it is told at its own pace, drops what is
 * interrupted, and ends the call in order. Its caller is the test: {@link hears} and {@link press}.
 */
export class VoiceGatewayStandIn {
  readonly callId: string;
  readonly frames: DialogFrame[] = [];
  /** Texts it has said to the end. */
  readonly said: string[] = [];
  /** What the application did that spec 4 does not allow. */
  readonly faults: string[] = [];
  closeCode: number | null = null;
  readonly #socket: WebSocket;
  readonly #queue: { readonly id: string; readonly text: string }[] = [];
  #timer: NodeJS.Timeout | null = null;
  #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket, callId: string) {
    this.#socket = socket;
    this.callId = callId;
    socket.on('message', (data) => this.#take(JSON.parse(String(data))));
    socket.on('close', (code) => {
      this.closeCode = code;
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  /** Dials, and begins the call. @param url of the application, with apiKey, apiSecret and agentId or a payload */
  static async dial(url: string, callId: string): Promise<VoiceGatewayStandIn> {
    const socket = new WebSocket(`${url}${url.includes('?') ? '&' : '?'}call_id=${callId}`);
    const gateway = new VoiceGatewayStandIn(socket, callId);
    await once(socket, 'open');
    gateway.tell('call.started', { from: 'ann', to: 'webrtc', codec: 'opus', pcm_hz: 16_000 });
    return gateway;
  }

  /** The caller said something. */
  hears(text: string): void {
    this.#interrupt(true);
    this.tell('asr.final', { text });
  }

  /** The caller pressed a key. */
  press(digit: string): void {
    this.tell('dtmf', { digit });
    this.tell('dtmf', { digit, end: true });
  }

  /** The caller hung up. */
  hangUp(reason: string): void {
    this.tell('call.ended', { reason });
    this.#socket.close(1000, reason);
  }

  tell(type: string, fields: object = {}): void {
    this.#socket.send(JSON.stringify({ type, call_id: this.callId, ...fields }));
  }

  /** Waits until something holds. @throws Error when it does not within 20 s */
  async until(holds: () => boolean, what: string): Promise<void> {
    const untilMs = performance.now() + 20_000;
    while (!holds()) {
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) throw new Error(`Waited for ${what}; came: ${this.frames.map(({ type }) => type).join(' ')}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #take(frame: DialogFrame): void {
    const known = commands[frame.type];
    for (const name of known?.needs ?? [])
      if (typeof frame[name] !== 'string' || frame[name] === '') this.faults.push(`${frame.type} without ${name}`);
    for (const name of Object.keys(frame))
      if (known && !['type', 'call_id', ...known.needs, ...known.may].includes(name))
        this.faults.push(`${frame.type}.${name}`);
    if (frame.call_id !== this.callId) this.faults.push('a command for another call');
    this.frames.push(frame);
    this.#obey(frame);
    this.#wake();
  }

  // Unknown types are passed over, as its peers do.
  #obey(frame: DialogFrame): void {
    if (frame.type === 'tts.speak')
      this.#queue.push({ id: String(frame.utterance_id ?? ''), text: String(frame.text) });
    if (frame.type === 'tts.interrupt') this.#interrupt(false);
    if (frame.type === 'hangup') this.hangUp(String(frame.reason ?? 'dialog-hangup'));
    else if (!this.#timer) this.#sayNext();
  }

  #sayNext(): void {
    const [now] = this.#queue;
    if (!now) return;
    const about = now.id === '' ? {} : { utterance_id: now.id };
    this.tell('tts.started', about);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#queue.shift();
      this.said.push(now.text);
      this.tell('tts.ended', { ...about, ok: true });
      this.#wake();
      this.#sayNext();
    }, now.text.length * MS_A_LETTER);
  }

  #interrupt(isByCaller: boolean): void {
    if (this.#queue.length === 0) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (isByCaller) this.tell('tts.interrupt');
    for (const { id } of this.#queue.splice(0)) this.tell('tts.ended', id === '' ? {} : { utterance_id: id });
  }
}
