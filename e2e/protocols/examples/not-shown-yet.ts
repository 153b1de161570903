import type { ProtocolName } from '@callwright/protocol';

type Reasons = Readonly<Record<string, string>>;

const NO_CLEAN_RUN = 'no run of it has got to its end on a machine that had time for it';
const LATE_KEY = 'the caller saw the second question too late and pressed nothing';

/** What has not been shown to go as it should, with the reason; it is not played, and reported as skipped. */
export const notShownYet: Readonly<Partial<Record<ProtocolName, Reasons>>> = {
  'call-websocket': {
    'ai-receptionist': 'once the call did not end after it had been put through to billing; the cause is not known',
    'order-status': LATE_KEY,
  },
  offer: {
    'appointment-reminder': 'once the key was pressed too late on a busy machine',
    'order-status': LATE_KEY,
  },
  sip: {
    'delivery-slots': 'the code was given up before its thread had started; mended, and not played since',
    'support-queue': 'once no sound came to the telephone on a busy machine',
  },
  freeclimb: {
    'company-menu': NO_CLEAN_RUN,
    'delivery-slots': NO_CLEAN_RUN,
    'door-intercom': 'the key that opens the gate was not sent; the cause is not known',
    'language-hotline': 'what was said was not understood on a busy machine',
    'order-status': NO_CLEAN_RUN,
  },
  takos: {
    'appointment-reminder': NO_CLEAN_RUN,
    'company-menu': NO_CLEAN_RUN,
    'delivery-slots': NO_CLEAN_RUN,
    greeting: NO_CLEAN_RUN,
    survey: NO_CLEAN_RUN,
  },
};

/** Why an example is not played on a protocol yet; null: it is. */
export const whyNotYet = (protocol: ProtocolName, example: string): string | null =>
  notShownYet[protocol]?.[example] ?? null;
