/** Suites of SRTP: RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14.2. */
export type SrtpSuite =
  | 'AES_CM_128_HMAC_SHA1_80'
  | 'AES_CM_128_HMAC_SHA1_32'
  | 'AES_256_CM_HMAC_SHA1_80'
  | 'AES_256_CM_HMAC_SHA1_32'
  | 'AEAD_AES_128_GCM'
  | 'AEAD_AES_256_GCM';

/** A key for a suite. `keyAndSalt`: master key and master salt, one after the other, in base64 (RFC 4568 §6.1). Secret. */
export type SrtpKeying = { readonly suite: SrtpSuite; readonly keyAndSalt: string };

/** Bytes of master key and master salt of each suite. */
export const srtpKeySizes: {
  readonly [Suite in SrtpSuite]: { readonly keyBytes: number; readonly saltBytes: number };
} = {
  AES_CM_128_HMAC_SHA1_80: { keyBytes: 16, saltBytes: 14 },
  AES_CM_128_HMAC_SHA1_32: { keyBytes: 16, saltBytes: 14 },
  AES_256_CM_HMAC_SHA1_80: { keyBytes: 32, saltBytes: 14 },
  AES_256_CM_HMAC_SHA1_32: { keyBytes: 32, saltBytes: 14 },
  AEAD_AES_128_GCM: { keyBytes: 16, saltBytes: 12 },
  AEAD_AES_256_GCM: { keyBytes: 32, saltBytes: 12 },
};
