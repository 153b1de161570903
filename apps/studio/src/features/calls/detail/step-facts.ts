import { definitionByType } from '@callwright/nodes';
import type { CallResource, FlowDocument, JournalLine, TranscriptEntry } from '@callwright/protocol';
import { faceOf } from '../../editor/model/step-face';
import { type Remark, remarksOf } from '../journal/remarks';
import { type KnownVariable, variablesOf } from '../journal/variables';
import { flowOfStep } from './call-flows';
import { stepEndMs } from './call-moments';

/** A stage of a turn and how long it took. */
export type ReactionStage = {
  readonly stage: 'ended' | 'key' | 'understood' | 'decided' | 'voice' | 'line' | 'other';
  /** As the journal names it. */
  readonly key: string;
  readonly durationMs: number;
};

/** What is known of one visit to a step. */
export type StepFacts = {
  /** What the caller said, pressed, or did not. */
  readonly heard: readonly TranscriptEntry[];
  /** The way out in the flow's own words, and the step it led to; null while the call is in the step or ended in it. */
  readonly decided: { readonly label: string; readonly key: string | null; readonly nextNodeId: string | null } | null;
  /** What else happened: requests, messages, marks, other languages. */
  readonly remarks: readonly Remark[];
  /** What was remembered in this step. */
  readonly learnt: readonly KnownVariable[];
  readonly reactions: readonly ReactionStage[];
};

/** The facts of the step at a place of the path. Of a journal not yet read only what the transcript knows is there. */
export const factsOf = (call: CallResource, lines: readonly JournalLine[], at: number): StepFacts | null => {
  const step = call.path[at];
  if (!step) return null;
  const untilMs = stepEndMs(call.path, at, Number.POSITIVE_INFINITY);
  const isWithin = (ms: number) => ms >= step.enteredAtMs && ms <= untilMs;
  const heard = call.transcript.filter(
    ({ by, atMs, nodeId, subflow }) =>
      by === 'caller' && isWithin(atMs) && nodeId === step.nodeId && subflow === step.subflow,
  );
  const answer = heard.findLast(({ kind }) => kind === 'keys' || kind === 'speech');
  return {
    heard,
    remarks: remarksOf(lines).filter(({ atMs, kind }) => isWithin(atMs) && !TOLD_OTHERWISE.has(kind)),
    decided: step.exit === null ? null : decisionOf(flowOfStep(call, step.subflow), step.nodeId, step.exit),
    learnt: variablesOf(lines, untilMs).filter(({ name, atMs }) => name !== 'call' && isWithin(atMs)),
    reactions: reactionsOf(
      lines.filter(({ atMs }) => isWithin(atMs)),
      answer ? linesOfTurn(lines, answer) : [],
    ),
  };
};

// The path itself says these.
const TOLD_OTHERWISE = new Set<Remark['kind']>(['ended', 'enters', 'returns', 'stepFailed', 'flowFailed']);

const decisionOf = (document: FlowDocument | null, nodeId: string, exit: string): StepFacts['decided'] => {
  const node = document?.flow.nodes.find(({ id }) => id === nodeId);
  const found = node && faceOf(node, definitionByType).exits.find(({ name }) => name === exit);
  const edge = document?.flow.edges.find((candidate) => candidate.from === nodeId && candidate.exit === exit);
  return { label: found?.label ?? exit, key: found?.key ?? null, nextNodeId: edge?.to ?? found?.to ?? null };
};

/** The lines of one turn: from when the caller began to answer until our side was heard again. */
const linesOfTurn = (lines: readonly JournalLine[], { atMs, endMs }: TranscriptEntry): readonly JournalLine[] => {
  const from = lines.findIndex((line) => line.atMs >= atMs);
  const to = lines.findIndex((line) => line.atMs >= (endMs ?? atMs) && metricOf(line)?.stage === 'line');
  return from === -1 ? [] : lines.slice(from, to === -1 ? undefined : to + 1);
};

/** The stages of a turn, or, where the caller did not answer, of the step's own words. The last of each stage counts. */
const reactionsOf = (ofStep: readonly JournalLine[], ofTurn: readonly JournalLine[]): readonly ReactionStage[] => {
  const stages = new Map<string, ReactionStage>();
  for (const line of ofTurn.length > 0 ? ofTurn : ofStep) {
    const metric = metricOf(line);
    if (metric) stages.set(metric.stage === 'other' ? metric.key : metric.stage, metric);
  }
  // The first packet is measured from the command, as the voice is: only what comes after the voice is the line's.
  const [voice, line] = [stages.get('voice'), stages.get('line')];
  if (voice && line) stages.set('line', { ...line, durationMs: Math.max(0, line.durationMs - voice.durationMs) });
  return [...stages.values()].sort((a, b) => ORDER.indexOf(a.stage) - ORDER.indexOf(b.stage));
};

const metricOf = (line: JournalLine): ReactionStage | undefined => {
  if (line.kind !== 'event' || line.event.event !== 'metrics' || OF_THE_CALL.has(line.event.key)) return undefined;
  return { stage: stageOf(line.event.key), key: line.event.key, durationMs: line.event.duration };
};

// In the order of a turn: the caller stops, is understood, the flow decides, and is heard.
const ORDER: readonly ReactionStage['stage'][] = ['ended', 'key', 'understood', 'decided', 'voice', 'line', 'other'];

// How the whole call's packets came and went is no stage of a turn.
const OF_THE_CALL = new Set(['rtp']);

const stageOf = (key: string): ReactionStage['stage'] => {
  if (/vad|eou|endOfSpeech/i.test(key)) return 'ended';
  if (/dtmf|key/i.test(key)) return 'key';
  if (/asr/i.test(key)) return 'understood';
  if (/decision|decide|engine|turn/i.test(key)) return 'decided';
  if (/tts|synth/i.test(key)) return 'voice';
  return /packet|rtp|play/i.test(key) ? 'line' : 'other';
};
