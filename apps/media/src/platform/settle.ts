/** Lets everything be done that waits for nothing but its turn; for tests on a clock that stands still. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
