import { parseArgs } from 'node:util';
import { compareContenders } from './compare.js';
import { figuresOf } from './figures.js';
import { measureCheck } from './measure/check.js';
import { measurePausedCalls } from './measure/paused-calls.js';
import { measureSimulatedCalls } from './measure/simulated-calls.js';
import { tableOf } from './table.js';

// `npm run -s bench -- engine [--json] [--round-ms=1000]`: a table, then one JSON object as the last line.

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, 'round-ms': { type: 'string', default: '1000' } },
});
const roundMs = Number(values['round-ms']);
const say = values.json ? () => undefined : (text: string) => console.log(text);

// Memory first, while the heap holds nothing else.
say('Memory of paused calls');
const paused = measurePausedCalls();
say('Checks of flows');
const check200 = measureCheck(200);
const check2000 = measureCheck(2_000);
say('Simulated calls');
const callsPerSec = measureSimulatedCalls(roundMs);
say('The same IVR in Callwright, XState and Node-RED');
const speeds = await compareContenders(roundMs);
const figures = figuresOf({ paused, check200, check2000, callsPerSec, speeds });
say(tableOf(figures));
console.log(JSON.stringify(figures));
