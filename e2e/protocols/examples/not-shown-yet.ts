import type { ProtocolName } from '@callwright/protocol';

type Reasons = Readonly<Record<string, string>>;

const NOT_ALWAYS =
  'went as it should in some runs; in others what the browser said was not understood, and the cause is not known';

/** What is not shown to go as it should in every run, with the reason; it is not played, and reported as skipped. */
export const notShownYet: Readonly<Partial<Record<ProtocolName, Reasons>>> = {
  takos: {
    'appointment-reminder': NOT_ALWAYS,
    'company-menu': NOT_ALWAYS,
    'delivery-slots': NOT_ALWAYS,
    survey: NOT_ALWAYS,
  },
};

/** Why an example is not played on a protocol yet; null: it is. */
export const whyNotYet = (protocol: ProtocolName, example: string): string | null =>
  notShownYet[protocol]?.[example] ?? null;
