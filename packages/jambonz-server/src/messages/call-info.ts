/** What jambonz tells of a call in `data` (webhooks: in the body). Absent: not told. */
export type CallInfo = {
  readonly callSid: string;
  readonly parentCallSid?: string;
  readonly accountSid?: string;
  readonly applicationSid?: string;
  readonly direction: 'inbound' | 'outbound';
  readonly from: string;
  readonly to: string;
  readonly callerName?: string;
  readonly callId?: string;
  readonly callStatus?: string;
  readonly sipStatus?: number;
  readonly sipReason?: string;
  readonly traceId?: string;
  readonly callTerminationBy?: string;
  /** Headers of the INVITE, as it names them. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the account attached to the call; keys as they were written. */
  readonly customerData?: unknown;
};

/** JSON of jambonz whose fields nobody vouches for. */
export type Data = Readonly<Record<string, unknown>>;

/** Whether a value is an object with fields. */
export const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads what is known of a call; what is missing or strange is left out. */
export const readCallInfo = (data: Data): CallInfo => ({
  callSid: textOf(data.call_sid) ?? '',
  direction: data.direction === 'outbound' ? 'outbound' : 'inbound',
  from: textOf(data.from) ?? textOf(data.caller_id) ?? '',
  to: textOf(data.to) ?? '',
  headers: headersOf(data.sip),
  ...present('parentCallSid', textOf(data.parent_call_sid)),
  ...present('accountSid', textOf(data.account_sid)),
  ...present('applicationSid', textOf(data.application_sid)),
  ...present('callerName', textOf(data.caller_name)),
  ...present('callId', textOf(data.call_id)),
  ...present('callStatus', textOf(data.call_status)),
  ...present('sipStatus', numberOf(data.sip_status)),
  ...present('sipReason', textOf(data.sip_reason)),
  ...present('traceId', textOf(data.trace_id)),
  ...present('callTerminationBy', textOf(data.call_termination_by)),
  ...present('customerData', data.customerData ?? data.customer_data),
});

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const numberOf = (value: unknown): number | undefined => (Number.isFinite(value) ? Number(value) : undefined);

const present = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };

const headersOf = (sip: unknown): Readonly<Record<string, string>> => {
  const headers = isData(sip) && isData(sip.headers) ? sip.headers : {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
};
