/** The part of sdp-transform we use; it comes without types. What it reads is checked by our own schema. */
declare module 'sdp-transform/lib/index.js' {
  export function parse(sdp: string): unknown;
}
