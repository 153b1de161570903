import type { Command, EffectOf, EngineEvent, SessionEvent } from '@callwright/protocol';
import type { CallSession } from '../call-session.js';
import type { FakeSound } from '../fake-sound.js';
import type { FakeSoundStream } from '../fake-sound-stream.js';
import type { FakeLeg } from './fake-leg.js';
import type { RecordedStories, RecordedStory } from './recorded-stories.js';

type Parts = { readonly stories: RecordedStories; readonly sound: FakeSound };

/** One call of a test exchange, from all sides. */
export class TestCall {
  readonly leg: FakeLeg;
  readonly session: CallSession;
  readonly #parts: Parts;

  constructor(leg: FakeLeg, session: CallSession, parts: Parts) {
    this.leg = leg;
    this.session = session;
    this.#parts = parts;
  }

  get id() {
    return this.leg.callId;
  }

  get story(): RecordedStory {
    return this.#parts.stories.of(this.id);
  }

  get isOver(): boolean {
    return this.story.end !== null;
  }

  /** Who speaks and presses keys at the far end. */
  get caller(): FakeSoundStream {
    return this.#parts.sound.caller(this.id);
  }

  /** Names of the events the far side was told. */
  get told(): readonly SessionEvent['event'][] {
    return this.leg.events.map(({ event }) => event);
  }

  /** Codes of the errors the far side was told. */
  get errors(): readonly string[] {
    return this.leg.named('error').map(({ code }) => code);
  }

  /** Events as the journal has them. */
  get events(): readonly EngineEvent[] {
    return this.story.lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []));
  }

  /** Steps the flow went through, in order. */
  get path(): readonly string[] {
    return this.story.lines.flatMap((line) =>
      line.kind === 'effect' && line.effect.effect === 'stepEntered' ? [line.effect.nodeId] : [],
    );
  }

  /** Exits the flow took, as `step.exit`. */
  get exits(): readonly string[] {
    const left = this.story.lines.flatMap((line) =>
      line.kind === 'effect' && line.effect.effect === 'stepLeft' ? [line.effect as EffectOf<'stepLeft'>] : [],
    );
    return left.map(({ nodeId, exit }) => `${nodeId}.${exit}`);
  }

  /** The far side asks for something; resolves when it has been answered. */
  asks(command: Command): Promise<void> {
    return this.session.request(command);
  }
}
