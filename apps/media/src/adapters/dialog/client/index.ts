import type { Command, EndpointApplicationOf, EngineEvent } from '@callwright/protocol';
import { AppError } from '@callwright/protocol';
import type { CallDriver } from '../../../calls/call-driver.js';
import type { CallSession } from '../../../calls/call-session.js';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import { type DialogCommand, formatDialog } from '../messages.js';
import { DialogLine, type DialogLineParts } from './dialog-line.js';
import { Speaking } from './speaking.js';
import { dialogEventOf } from './translate.js';

/** What a driver is made of. */
export type DialogDriverParts = {
  readonly application: EndpointApplicationOf<'dialog'>;
  readonly addressesOf: DialogLineParts['addressesOf'];
  readonly clock: Clock;
  readonly log: Log;
};

/** What a caller who is held hears as this. */
const HOLD_ID = 'hold';
/** What a caller does before their sound flows is kept for the line; more than this is no caller. */
const MAX_EARLY = 100;

/** Somebody else's dialog application drives a call of ours: it is told what the caller says, and says what they hear. */
export const createDialogDriver = (parts: DialogDriverParts): CallDriver => new DialogDriver(parts);

class DialogDriver implements CallDriver {
  readonly kind = 'application';
  readonly welcome = 'atOnce';
  readonly #parts: DialogDriverParts;
  readonly #speaking: Speaking;
  #call: CallSession | null = null;
  #line: DialogLine | null = null;
  #early: string[] = [];
  #isOver = false;
  #reason = '';
  #givesUp = false;
  #hasFailed = false;
  #hasFinished = false;

  constructor(parts: DialogDriverParts) {
    this.#parts = parts;
    this.#speaking = new Speaking({
      perform: (command) => this.#perform(command),
      tellStarted: (id) => this.#tell({ type: 'tts.started', utterance_id: id }),
      tellEnded: (id, isWhole) => this.#ended(id, isWhole),
    });
  }

  drive(call: CallSession): void {
    this.#call = call;
  }

  receive(event: EngineEvent): void {
    const call = this.#call;
    if (!call) return;
    call.journal.append({ kind: 'event', event });
    // Spec 4 §A: it is dialled when the caller can be heard, not before.
    if (event.event === 'mediaReady') this.#open(call, event);
    else if (event.event === 'hangup') this.#hangUp(event.reason);
    else this.#pass(event);
  }

  /** @throws AppError `call.notDriver`, but for what every caller may do */
  admit({ command }: Command): void {
    if (command === 'hangup' || command === 'candidate') return;
    throw new AppError('call.notDriver', `An application drives this call; ${command} is not yours to ask for.`);
  }

  hasFailed(): boolean {
    return this.#hasFailed;
  }

  hasFinished(): boolean {
    return this.#hasFinished;
  }

  close(): void {
    // Its line was closed by the `hangup` before this.
    this.#call = null;
  }

  #open(call: CallSession, { codec, rateHz }: { readonly codec: string; readonly rateHz: number }): void {
    const { application, addressesOf, clock } = this.#parts;
    const { callId, leg } = call;
    this.#line = new DialogLine({
      ...{ url: addressOf(application.url, callId, leg.forApplication ?? {}), callId, addressesOf, clock },
      reconnectAttempts: application.reconnectAttempts ?? 0,
      listener: {
        onOpen: (isAgain) => {
          const to = leg.protocol === 'offer' ? 'webrtc' : leg.to;
          if (!isAgain) this.#tell({ type: 'call.started', from: leg.from, to, codec, pcm_hz: rateHz });
        },
        onCommand: (command) => this.#obey(command),
        onLost: () => this.#hold(application.holdTextFirst),
        onFailedAgain: () => this.#hold(application.holdTextRetry),
        onOver: (why) => this.#over(why),
      },
    });
    // They go after `call.started`, which is the first frame of the line.
    for (const frame of this.#early.splice(0)) this.#line.send(frame);
    this.#line.open();
  }

  #obey(command: DialogCommand): void {
    switch (command.type) {
      case 'tts.speak':
        this.#speaking.speak(command.text, command.utterance_id ?? '');
        return;
      case 'tts.stream':
        this.#speaking.stream(command.text ?? '', command.utterance_id, command.stream_end === true);
        return;
      case 'tts.stream.end':
        this.#speaking.endStream(command.utterance_id);
        return;
      case 'tts.interrupt':
        this.#speaking.dropAll();
        this.#perform({ command: 'interrupt' });
        return;
      case 'hangup':
        this.#end(command.reason || 'dialog-hangup', true);
        return;
    }
  }

  #pass(event: EngineEvent): void {
    this.#speaking.receive(event);
    // The caller speaks over what is said: what waits behind it is not said either.
    if (event.event === 'interruption' && event.cause === 'speech') {
      this.#tell({ type: 'tts.interrupt' });
      this.#speaking.dropAll();
    }
    const told = dialogEventOf(event);
    if (told) this.#tell(told);
  }

  // Spec 4 §B: the application's own words end with its line.
  #hold(text: string | undefined): void {
    this.#speaking.dropAll();
    this.#perform({ command: 'interrupt' });
    if (text) this.#speaking.speak(text, HOLD_ID);
  }

  #over(why: 'closed' | 'lost' | 'unreachable'): void {
    this.#parts.log.info({ callId: this.#call?.callId, why }, 'dialog application is gone');
    if (why === 'closed') {
      this.#end('dialog-ws-closed', true);
      return;
    }
    this.#hasFailed = true;
    const text = why === 'lost' && this.#parts.application.holdTextGiveUp;
    this.#hold(text || undefined);
    this.#givesUp = true;
    if (this.#speaking.isIdle) this.#end('pipeline-error', false);
  }

  #ended(id: string, isWhole: boolean): void {
    if (id !== HOLD_ID) this.#tell({ type: 'tts.ended', utterance_id: id, ok: isWhole });
    if (this.#givesUp && this.#speaking.isIdle) this.#end('pipeline-error', false);
  }

  #end(reason: string, hasFinished: boolean): void {
    this.#hasFinished ||= hasFinished;
    this.#reason = reason;
    this.#perform({ command: 'hangup', reason, initiator: 'system' });
  }

  #hangUp(reason: string): void {
    const told = this.#reason || reason;
    const callId = this.#call?.callId ?? '';
    this.#isOver = true;
    this.#early = [];
    if (!this.#line) return;
    const closing = this.#line.close(formatDialog(callId, { type: 'call.ended', reason: told }), told);
    runInBackground('close dialog line', closing, this.#parts.log);
    this.#line = null;
  }

  #tell(message: Parameters<typeof formatDialog>[1]): void {
    const frame = formatDialog(this.#call?.callId ?? '', message);
    if (this.#line) this.#line.send(frame);
    else if (!this.#isOver && this.#early.length < MAX_EARLY) this.#early.push(frame);
  }

  #perform(command: Command): void {
    if (!this.#call || this.#call.isEnding) return;
    this.#call.journal.append({ kind: 'command', command, by: 'client' });
    this.#call.dispatch(command);
  }
}

// Spec 4 §B: what the address has already is kept.
const addressOf = (base: string, callId: string, given: Readonly<Record<string, string>>): URL => {
  const url = new URL(base);
  for (const [name, value] of Object.entries({ call_id: callId, ...given })) url.searchParams.set(name, value);
  return url;
};
