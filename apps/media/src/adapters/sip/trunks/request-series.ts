/** Requests that belong together though they are of no dialog: all registrations with one carrier (RFC 3261 §10.2). */
export class RequestSeries {
  readonly #callId: string;
  #sequence = 0;

  constructor(callId: string) {
    this.#callId = callId;
  }

  /** Headers of the next request: the same Call-ID each time, and a number that is greater by one. */
  next(method: string): { readonly 'Call-ID': string; readonly CSeq: string } {
    this.#sequence += 1;
    return { 'Call-ID': this.#callId, CSeq: `${this.#sequence} ${method}` };
  }
}
