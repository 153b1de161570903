/** Where the server says what it drops and refuses; nothing a caller said or keyed is in it. */
export type ServerLog = {
  readonly debug: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

/** Says nothing. */
export const silentLog: ServerLog = { debug: () => undefined, warn: () => undefined };
