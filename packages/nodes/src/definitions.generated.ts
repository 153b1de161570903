// Made by `npm run generate` from the node folders beside this file. Do not edit.
import type { NodeDefinition } from '@callwright/flow-engine';
import { definition as agentDefinition } from './agent/definition.js';
import { definition as answerDefinition } from './answer/definition.js';
import { definition as branchDefinition } from './branch/definition.js';
import { definition as codeDefinition } from './code/definition.js';
import { definition as collectDefinition } from './collect/definition.js';
import { definition as conferenceDefinition } from './conference/definition.js';
import { definition as confirmDefinition } from './confirm/definition.js';
import { definition as dialDefinition } from './dial/definition.js';
import { definition as goToDefinition } from './go-to/definition.js';
import { definition as hangupDefinition } from './hangup/definition.js';
import { definition as hoursDefinition } from './hours/definition.js';
import { definition as httpDefinition } from './http/definition.js';
import { definition as listenDefinition } from './listen/definition.js';
import { definition as loopDefinition } from './loop/definition.js';
import { definition as menuDefinition } from './menu/definition.js';
import { definition as messageDefinition } from './message/definition.js';
import { definition as noteDefinition } from './note/definition.js';
import { definition as playDefinition } from './play/definition.js';
import { definition as queueDefinition } from './queue/definition.js';
import { definition as recordDefinition } from './record/definition.js';
import { definition as returnDefinition } from './return/definition.js';
import { definition as sayDefinition } from './say/definition.js';
import { definition as sendKeysDefinition } from './send-keys/definition.js';
import { definition as setDefinition } from './set/definition.js';
import { definition as splitDefinition } from './split/definition.js';
import { definition as subflowDefinition } from './subflow/definition.js';
import { definition as switchDefinition } from './switch/definition.js';
import { definition as tagDefinition } from './tag/definition.js';
import { definition as transferDefinition } from './transfer/definition.js';
import { definition as voiceDefinition } from './voice/definition.js';
import { definition as voicemailDefinition } from './voicemail/definition.js';
import { definition as waitDefinition } from './wait/definition.js';
import { definition as whoAnsweredDefinition } from './who-answered/definition.js';

/** The face of every node type, in the order of their names. */
export const definitions: readonly NodeDefinition[] = [
  agentDefinition,
  answerDefinition,
  branchDefinition,
  codeDefinition,
  collectDefinition,
  conferenceDefinition,
  confirmDefinition,
  dialDefinition,
  goToDefinition,
  hangupDefinition,
  hoursDefinition,
  httpDefinition,
  listenDefinition,
  loopDefinition,
  menuDefinition,
  messageDefinition,
  noteDefinition,
  playDefinition,
  queueDefinition,
  recordDefinition,
  returnDefinition,
  sayDefinition,
  sendKeysDefinition,
  setDefinition,
  splitDefinition,
  subflowDefinition,
  switchDefinition,
  tagDefinition,
  transferDefinition,
  voiceDefinition,
  voicemailDefinition,
  waitDefinition,
  whoAnsweredDefinition,
];

/** The same by node type. */
export const definitionByType: ReadonlyMap<string, NodeDefinition> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);
