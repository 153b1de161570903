import type { CommandOf, Effect, EngineEvent, JournalLine, TranscriptEntry } from '@callwright/protocol';

// Keys pressed closer together than this are one answer.
const KEYS_TOGETHER_MS = 2_500;

/**
 * What was said, heard and pressed so far, read from a call's journal: what the panel shows while the call runs.
 * After the call the api's own transcript is shown, which also knows how long each thing lasted.
 */
export const conversationOf = (lines: readonly JournalLine[]): readonly TranscriptEntry[] => {
  const entries: TranscriptEntry[] = [];
  let place: Place = { nodeId: null, speechMs: null };
  for (const line of lines) {
    place = placeAfter(place, line);
    const entry = entryOf(line, place);
    if (!entry) continue;
    if (entry.by === 'caller') place = { ...place, speechMs: null };
    const joined = joinKeys(entries.at(-1), entry);
    entries.splice(joined ? -1 : entries.length, joined ? 1 : 0, joined ?? entry);
  }
  return entries;
};

/** Which step the call is in, and since when the caller has been speaking. */
type Place = { readonly nodeId: string | null; readonly speechMs: number | null };

const placeAfter = (place: Place, line: JournalLine): Place => {
  if (line.kind === 'effect' && line.effect.effect === 'stepEntered') return { ...place, nodeId: line.effect.nodeId };
  if (line.kind === 'event' && line.event.event === 'startSpeaking') return { ...place, speechMs: line.atMs };
  return place;
};

const entryOf = (line: JournalLine, { nodeId, speechMs }: Place): TranscriptEntry | undefined => {
  if (line.kind === 'effect') return toEntry(saidBy(line.effect), line.atMs, nodeId);
  if (line.kind !== 'event') return undefined;
  const isSpeech = line.event.event === 'transcriptionFinal';
  return toEntry(heardBy(line.event), isSpeech ? (speechMs ?? line.atMs) : line.atMs, nodeId);
};

const toEntry = (words: Words | undefined, atMs: number, nodeId: string | null): TranscriptEntry | undefined =>
  words && { atMs, endMs: null, nodeId, ...words };

type Words = Pick<TranscriptEntry, 'by' | 'kind' | 'text'>;

const saidBy = (effect: Effect): Words | undefined => {
  if (effect.effect !== 'command') return undefined;
  switch (effect.command.command) {
    case 'tts':
      return spoken(effect.command.text);
    case 'play':
      return played(effect.command.url);
    case 'gather':
      return prompted(effect.command);
    default:
      return undefined;
  }
};

const prompted = ({ prompt }: CommandOf<'gather'>): Words | undefined => {
  if (!prompt) return undefined;
  return 'text' in prompt ? spoken(prompt.text) : played(prompt.url);
};

const spoken = (text: string): Words | undefined =>
  text.trim() === '' ? undefined : { by: 'system', kind: 'speech', text };
const played = (url: string): Words => ({ by: 'system', kind: 'recording', text: url });

const heardBy = (event: EngineEvent): Words | undefined => {
  switch (event.event) {
    case 'transcriptionFinal':
      return event.text === '' ? undefined : { by: 'caller', kind: 'speech', text: event.text };
    case 'dtmf':
      return event.phase === 'start' ? { by: 'caller', kind: 'keys', text: event.digit } : undefined;
    case 'gatherResult':
      if (event.reason === 'timeout') return { by: 'caller', kind: 'noAnswer', text: '' };
      return isUnderstood(event) ? undefined : { by: 'caller', kind: 'notUnderstood', text: event.text ?? '' };
    default:
      return undefined;
  }
};

const isUnderstood = (event: Extract<EngineEvent, { event: 'gatherResult' }>): boolean =>
  (event.reason !== 'speech' && event.reason !== 'digits') || event.choice !== undefined;

const joinKeys = (last: TranscriptEntry | undefined, next: TranscriptEntry): TranscriptEntry | undefined =>
  last?.kind === 'keys' && next.kind === 'keys' && next.atMs - (last.endMs ?? last.atMs) < KEYS_TOGETHER_MS
    ? { ...last, text: last.text + next.text, endMs: next.atMs }
    : undefined;
