import { createEndpoint, type EndpointResource, type FlowId, type UpdateEndpoint } from '@callwright/protocol';
import {
  type ApplicationField,
  type ApplicationKind,
  applicationOf,
  type TypedFields,
  typedOf,
} from './application-fields';

/** Who answers the calls of a line, as its form asks for it. What belongs to another choice is kept until it is saved. */
export type LineAnswer = {
  /** `client`: a program that comes for each call. */
  readonly by: 'flow' | 'application' | 'client';
  readonly flowId: FlowId | null;
  readonly kind: ApplicationKind;
  readonly typed: TypedFields;
  /** Where a client is told of a call; empty when it watches for them itself. */
  readonly webhookUrl: string;
};

/** What is wrong with an answer. */
export type WrongAnswer = 'flow' | 'webhookUrl' | ApplicationField['words'];

/** How a line is answered now; a new one is to be answered by a flow. */
export const answerOf = (line: Pick<EndpointResource, 'flowId' | 'application' | 'webhookUrl'> | null): LineAnswer => ({
  by: line === null || line.flowId !== null ? 'flow' : line.application ? 'application' : 'client',
  flowId: line?.flowId ?? null,
  kind: line?.application?.kind ?? 'jambonz',
  typed: line?.application ? typedOf(line.application) : {},
  webhookUrl: line?.webhookUrl ?? '',
});

/** What the api is told of an answer: one of the three, nothing of the others. Or what is wrong with it. */
export const changeOf = (
  answer: LineAnswer,
):
  | { readonly change: Pick<UpdateEndpoint, 'flowId' | 'application' | 'webhookUrl'> }
  | { readonly wrong: readonly WrongAnswer[] } => {
  const nobody = { flowId: null, application: null, webhookUrl: null };
  if (answer.by === 'flow')
    return answer.flowId === null ? { wrong: ['flow'] } : { change: { ...nobody, flowId: answer.flowId } };
  if (answer.by === 'application') {
    const found = applicationOf(answer.kind, answer.typed);
    return 'wrong' in found ? found : { change: { ...nobody, application: found.application } };
  }
  const webhook = createEndpoint.shape.webhookUrl.safeParse(answer.webhookUrl.trim() || null);
  return webhook.success ? { change: { ...nobody, webhookUrl: webhook.data } } : { wrong: ['webhookUrl'] };
};
