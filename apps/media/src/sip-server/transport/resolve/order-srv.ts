import type { SrvRecord } from './dns-port.js';

/**
 * The order in which to try the servers of SRV records (RFC 2782): lowest priority first, among equals by chance in
 * proportion to the weights.
 * @param chance gives numbers from 0 to below 1
 */
export function orderSrv(records: readonly SrvRecord[], chance: () => number): readonly SrvRecord[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((a, b) => a - b);
  return priorities.flatMap((wanted) =>
    drawAll(
      records.filter(({ priority }) => priority === wanted),
      chance,
    ),
  );
}

function drawAll(records: readonly SrvRecord[], chance: () => number): readonly SrvRecord[] {
  // RFC 2782: those of weight 0 stand first, so that they have a small chance of their own.
  const waiting = [...records].sort((a, b) => Math.min(a.weight, 1) - Math.min(b.weight, 1));
  const drawn: SrvRecord[] = [];
  while (waiting.length > 0) {
    const total = waiting.reduce((sum, { weight }) => sum + weight, 0);
    const mark = Math.floor(chance() * (total + 1));
    let sum = 0;
    const at = waiting.findIndex(({ weight }) => {
      sum += weight;
      return sum >= mark;
    });
    drawn.push(...waiting.splice(Math.max(at, 0), 1));
  }
  return drawn;
}
