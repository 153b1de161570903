import { createEndpoint, type EndpointResource, type FlowProblem, type ProtocolName } from '@callwright/protocol';
import { useState } from 'react';
import { ApiFailure, hasCode } from '../../shared/api/api-failure';
import { answerOf, changeOf, type LineAnswer, type WrongAnswer } from './line-answer';
import { defaultsWith, type LineSound, soundOf } from './line-sound';
import { useLineChanges } from './resources';

/** What the form of a line asks for. */
export type LineForm = {
  readonly name: string;
  readonly answer: LineAnswer;
  /** The way its calls come; null for any. */
  readonly protocol: ProtocolName | null;
  readonly isPublic: boolean;
  readonly sound: LineSound;
};

/** Why a line was not saved. `unfit`: its flow does what calls by its protocol cannot. */
export type LineProblem =
  | { readonly kind: 'nameBad' | 'nameTaken' | 'flowGone' | 'forbidden' | 'offline' | 'notSaved' }
  | { readonly kind: 'fields'; readonly wrong: readonly WrongAnswer[] }
  | { readonly kind: 'unfit'; readonly problems: readonly FlowProblem[] };

/** The form of a line, new or changed, and saving it. @param onSaved called once the api has it */
export const useLineForm = (line: EndpointResource | null, onSaved: () => void) => {
  const { create, update } = useLineChanges();
  const [form, setForm] = useState(() => formOf(line));
  const [problem, setProblem] = useState<LineProblem | null>(null);

  const save = async () => {
    const name = createEndpoint.shape.name.safeParse(form.name);
    if (!name.success) return setProblem({ kind: 'nameBad' });
    const answer = changeOf(form.answer);
    if ('wrong' in answer) return setProblem({ kind: 'fields', wrong: answer.wrong });
    const { protocol, isPublic, sound } = form;
    const defaults = defaultsWith(line?.defaults ?? {}, sound);
    const change = { name: name.data, ...answer.change, protocol, isPublic, defaults };
    try {
      if (line) await update.mutateAsync({ id: line.id, change });
      else await create.mutateAsync({ ...change, flowId: change.flowId ?? null });
      onSaved();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  const change = (part: Partial<LineForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setProblem(null);
  };
  return { form, change, problem, save, isSaving: create.isPending || update.isPending };
};

const formOf = (line: EndpointResource | null): LineForm => ({
  name: line?.name ?? '',
  answer: answerOf(line),
  protocol: line?.protocol ?? null,
  isPublic: line?.isPublic ?? false,
  sound: soundOf(line?.defaults ?? {}),
});

const problemOf = (error: unknown): LineProblem => {
  if (hasCode(error, 'flow.invalid')) return { kind: 'unfit', problems: error.problems.flatMap(flowProblemsOf) };
  if (hasCode(error, 'api.conflict')) return { kind: 'nameTaken' };
  if (hasCode(error, 'flow.notFound')) return { kind: 'flowGone' };
  if (!(error instanceof ApiFailure)) return { kind: 'notSaved' };
  if (error.isOffline) return { kind: 'offline' };
  return { kind: error.status === 403 ? 'forbidden' : 'notSaved' };
};

// The api tells of lines of files in the same place.
const flowProblemsOf = (problem: ApiFailure['problems'][number]): readonly FlowProblem[] =>
  'severity' in problem ? [problem] : [];
