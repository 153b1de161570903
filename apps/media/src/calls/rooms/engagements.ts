import { AppError } from '@callwright/protocol';
import type { RoomName } from '../../link/messages.js';
import type { Log } from '../../platform/logging.js';
import { runInBackground } from '../../platform/run-in-background.js';
import type { JoiningCommand } from './party.js';

/** One thing a call waits in or is joined to, from its beginning to its end. */
export type Engagement<Command extends JoiningCommand = JoiningCommand> = {
  readonly command: Command;
  /** Aborted when it is given up, and when the call ends. */
  readonly signal: AbortSignal;
  /** Says in which room the call talks with others now; null: in none. */
  readonly talksIn: (room: RoomName | null) => void;
};

/** What engagements need of their call. */
export type EngagementsOptions = {
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Sees one through to its end. Never rejects. */
  readonly engage: (engagement: Engagement) => Promise<void>;
  /** Somebody talks to the call. */
  readonly onTalk: () => void;
};

type Running = {
  readonly id: string | undefined;
  readonly controller: AbortController;
  readonly over: Promise<void>;
  room: RoomName | null;
};

/** What a call is engaged in: at most one of each kind. Another of the same kind takes the place of the one before. */
export class Engagements {
  readonly #options: EngagementsOptions;
  readonly #running = new Map<JoiningCommand['command'], Running>();

  constructor(options: EngagementsOptions) {
    this.#options = options;
  }

  /** The room in which the call talks with others; null when it does not. */
  get talkRoom(): RoomName | null {
    for (const { room } of this.#running.values()) if (room !== null) return room;
    return null;
  }

  /** @throws AppError `call.transferFailed` when the call is being passed on already */
  begin(command: JoiningCommand): void {
    const { signal, log, engage, onTalk } = this.#options;
    const before = this.#running.get(command.command);
    // One other side at a time: a second one would take the place of the first without its knowing.
    if (before && command.command === 'refer')
      throw new AppError('call.transferFailed', 'The call is being passed on already.');
    before?.controller.abort();
    const controller = new AbortController();
    const either = AbortSignal.any([signal, controller.signal]);
    const talksIn = (room: RoomName | null): void => {
      running.room = room;
      if (room !== null) onTalk();
    };
    const run = async (): Promise<void> => {
      await before?.over;
      if (!signal.aborted) await engage({ command, signal: either, talksIn });
      if (this.#running.get(command.command) === running) this.#running.delete(command.command);
    };
    const running: Running = { id: idOf(command), controller, room: null, over: Promise.resolve().then(run) };
    this.#running.set(command.command, running);
    runInBackground(command.command, running.over, log);
  }

  /** Gives up what was begun with this id; what is over already is left in peace. */
  leave(id: string): void {
    for (const running of this.#running.values()) if (running.id === id) running.controller.abort();
  }
}

const idOf = (command: JoiningCommand): string | undefined => {
  switch (command.command) {
    case 'refer':
      return command.referId;
    case 'dial':
      return command.dialId;
    case 'enqueue':
      return command.queueId;
    case 'conference':
      return command.conferenceId;
  }
};
