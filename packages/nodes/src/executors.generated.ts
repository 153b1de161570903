// Made by `npm run generate` from the node folders beside this file. Do not edit.
import type { NodeType } from '@callwright/flow-engine';
import { node as agentNode } from './agent/execute.js';
import { node as answerNode } from './answer/execute.js';
import { node as branchNode } from './branch/execute.js';
import { node as codeNode } from './code/execute.js';
import { node as collectNode } from './collect/execute.js';
import { node as conferenceNode } from './conference/execute.js';
import { node as confirmNode } from './confirm/execute.js';
import { node as dialNode } from './dial/execute.js';
import { node as goToNode } from './go-to/execute.js';
import { node as hangupNode } from './hangup/execute.js';
import { node as hoursNode } from './hours/execute.js';
import { node as httpNode } from './http/execute.js';
import { node as listenNode } from './listen/execute.js';
import { node as loopNode } from './loop/execute.js';
import { node as menuNode } from './menu/execute.js';
import { node as messageNode } from './message/execute.js';
import { node as noteNode } from './note/execute.js';
import { node as playNode } from './play/execute.js';
import { node as queueNode } from './queue/execute.js';
import { node as recordNode } from './record/execute.js';
import { node as returnNode } from './return/execute.js';
import { node as sayNode } from './say/execute.js';
import { node as sendKeysNode } from './send-keys/execute.js';
import { node as setNode } from './set/execute.js';
import { node as splitNode } from './split/execute.js';
import { node as subflowNode } from './subflow/execute.js';
import { node as switchNode } from './switch/execute.js';
import { node as tagNode } from './tag/execute.js';
import { node as transferNode } from './transfer/execute.js';
import { node as voiceNode } from './voice/execute.js';
import { node as voicemailNode } from './voicemail/execute.js';
import { node as waitNode } from './wait/execute.js';
import { node as whoAnsweredNode } from './who-answered/execute.js';

/** The behaviour of every node type, in the order of their names. */
export const executors: readonly NodeType[] = [
  agentNode,
  answerNode,
  branchNode,
  codeNode,
  collectNode,
  conferenceNode,
  confirmNode,
  dialNode,
  goToNode,
  hangupNode,
  hoursNode,
  httpNode,
  listenNode,
  loopNode,
  menuNode,
  messageNode,
  noteNode,
  playNode,
  queueNode,
  recordNode,
  returnNode,
  sayNode,
  sendKeysNode,
  setNode,
  splitNode,
  subflowNode,
  switchNode,
  tagNode,
  transferNode,
  voiceNode,
  voicemailNode,
  waitNode,
  whoAnsweredNode,
];
