const HEARTBEAT_MS = 15_000;

/**
 * @typedef {object} Progress
 * @property {(text: string) => void} note one line for the reader
 * @property {<T>(title: string, work: () => Promise<T>, peek?: () => string) => Promise<T>} step announces work, shows
 *   that it is alive (with what `peek` sees of it), and says how long it took
 */

/**
 * Tells a person at a terminal what is going on and that it is still going on.
 * @param {{ write?: (line: string) => void, heartbeatMs?: number }} [options] `write` takes one line without its end
 * @returns {Progress}
 */
export function createProgress({ write = console.log, heartbeatMs = HEARTBEAT_MS } = {}) {
  return {
    note: write,
    async step(title, work, peek = () => 'still at it') {
      const startedAtMs = Date.now();
      write(`> ${title}`);
      const heartbeat = setInterval(() => write(`  ... ${secondsSince(startedAtMs)}, ${peek()}`), heartbeatMs);
      try {
        const result = await work();
        write(`  done in ${secondsSince(startedAtMs)}`);
        return result;
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}

/**
 * @param {number} startedAtMs
 * @returns {string} for example `3.2 s` or `47 s`
 */
export function secondsSince(startedAtMs) {
  const seconds = (Date.now() - startedAtMs) / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
}
