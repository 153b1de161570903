import type { FlowProgram, FlowScript, ScriptAct } from '@callwright/flow-engine';
import { movesOf, runScript } from '@callwright/flow-engine/simulator';

/**
 * The script a person would have written: without the listening that a polite caller does anyway, as long as the call
 * takes the same way and is heard the same without it.
 */
export const tidyScript = (program: FlowProgram, script: FlowScript): FlowScript => {
  const wanted = outcomeOf(program, script);
  let when: readonly ScriptAct[] = script.when;
  for (let at = when.length - 1; at >= 0; at -= 1) {
    const act = when[at];
    if (act === undefined || !('isSilent' in act) || act.isSilent === true) continue;
    const shorter = when.filter((_, nth) => nth !== at);
    if (outcomeOf(program, { ...script, when: [...shorter] }) === wanted) when = shorter;
  }
  return { ...script, when: [...when] };
};

// What cannot be done is a part of it: a script that no longer goes to its end is another.
const outcomeOf = (program: FlowProgram, script: FlowScript): string => {
  const { journal, heard, requests, problems, reason } = runScript(program, script);
  return JSON.stringify([movesOf(journal), heard, requests.length, problems.length, reason]);
};
