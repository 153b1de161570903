import type { Command, CommandName, Effect, EngineEvent, JournalLine, NodeId } from '@callwright/protocol';

/** The longest time in which a caller heard nothing, and the step it was in. */
export type Silence = { readonly silenceMs: number; readonly nodeId: NodeId | null };

/** The step a call is in, since when, and the last one before it in which any time passed. */
type Stay = { readonly nodeId: NodeId | null; readonly sinceMs: number; readonly before: NodeId | null };

type Listening = {
  readonly longest: Silence;
  /** Since when nothing has been heard; null while something is. */
  readonly sinceMs: number | null;
  readonly step: Stay;
  /** Whether the caller is with somebody else, or leaves a message: what they hear is not the flow's. */
  readonly isAway: boolean;
};

const AWAY: ReadonlySet<CommandName> = new Set<CommandName>(['refer', 'dial', 'enqueue', 'conference']);

/** Looks for it in a call's journal. While the caller speaks or is joined with someone, there is no silence. */
export const longestSilence = (journal: readonly JournalLine[]): Silence => {
  const start: Listening = {
    longest: { silenceMs: 0, nodeId: null },
    sinceMs: 0,
    step: { nodeId: null, sinceMs: 0, before: null },
    isAway: false,
  };
  return journal.reduce(listen, start).longest;
};

const listen = (before: Listening, line: JournalLine): Listening => {
  if (line.kind === 'effect') return follow(before, line.effect, line.atMs);
  return line.kind === 'event' && !before.isAway ? listenTo(before, line.event, line.atMs) : before;
};

const follow = (before: Listening, effect: Effect, atMs: number): Listening => {
  switch (effect.effect) {
    case 'stepEntered':
      return { ...before, step: { nodeId: effect.nodeId, sinceMs: atMs, before: stayedIn(before.step, atMs) } };
    case 'stepLeft':
      return before.isAway ? { ...before, isAway: false, sinceMs: atMs } : before;
    case 'command':
      return leadsAway(effect.command) ? { ...ended(before, atMs), isAway: true } : before;
    default:
      return before;
  }
};

const stayedIn = ({ nodeId, sinceMs, before }: Stay, atMs: number) => (atMs > sinceMs ? nodeId : before);

const leadsAway = (command: Command): boolean =>
  AWAY.has(command.command) || (command.command === 'record' && command.of === 'message');

const listenTo = (before: Listening, event: EngineEvent, atMs: number): Listening => {
  switch (event.event) {
    case 'trackStart':
    case 'startSpeaking':
    case 'hangup':
      return ended(before, atMs);
    case 'dtmf':
    case 'silence':
    case 'trackEnd':
      return { ...ended(before, atMs), sinceMs: atMs };
    default:
      return before;
  }
};

const ended = (before: Listening, atMs: number): Listening => {
  const silenceMs = before.sinceMs === null ? 0 : atMs - before.sinceMs;
  const longest =
    silenceMs > before.longest.silenceMs ? { silenceMs, nodeId: stayedIn(before.step, atMs) } : before.longest;
  return { ...before, longest, sinceMs: null };
};
