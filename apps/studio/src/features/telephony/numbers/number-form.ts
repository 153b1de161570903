import {
  type CreateNumber,
  createNumber,
  type EndpointId,
  type NumberResource,
  type TrunkId,
} from '@callwright/protocol';

/** What a caller is told when a call is turned away (RFC 3261 §21): busy, not there, gone, declined. */
export const REJECT_CODES = [486, 480, 404, 603] as const;

/** A number as its form asks for it. */
export type NumberForm = {
  readonly pattern: string;
  readonly endpointId: EndpointId | null;
  readonly trunkId: TrunkId | null;
  /** What happens when nobody can answer: `none`, `dial`, or the code it is turned away with. */
  readonly otherwise: string;
  readonly target: string;
};

/** The form of a number, or of a new one. */
export const numberFormOf = (number: NumberResource | null): NumberForm => ({
  pattern: number?.pattern ?? '',
  endpointId: number?.endpointId ?? null,
  trunkId: number?.trunkId ?? null,
  otherwise: number?.fallback ? otherwiseOf(number.fallback) : 'none',
  target: number?.fallback?.kind === 'dial' ? number.fallback.target : '',
});

/** What the form says, whole. @throws ZodError with what is wrong in which field */
export const numberOf = ({ pattern, endpointId, trunkId, otherwise, target }: NumberForm): CreateNumber =>
  createNumber.parse({ pattern, endpointId, trunkId, fallback: fallbackOf(otherwise, target) });

const otherwiseOf = (fallback: NonNullable<NumberResource['fallback']>): string =>
  fallback.kind === 'dial' ? 'dial' : String(fallback.code);

const fallbackOf = (otherwise: string, target: string) => {
  if (otherwise === 'none') return null;
  return otherwise === 'dial' ? { kind: 'dial', target: target.trim() } : { kind: 'reject', code: Number(otherwise) };
};
