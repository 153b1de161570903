// Made by `npm run generate` from the node folders beside this file. Do not edit.
import type { NodeType } from '@callwright/flow-engine';
import { node as branchNode } from './branch/execute.js';
import { node as hangupNode } from './hangup/execute.js';
import { node as listenNode } from './listen/execute.js';
import { node as menuNode } from './menu/execute.js';
import { node as playNode } from './play/execute.js';
import { node as recordNode } from './record/execute.js';
import { node as sayNode } from './say/execute.js';
import { node as setNode } from './set/execute.js';
import { node as transferNode } from './transfer/execute.js';

/** The behaviour of every node type, in the order of their names. */
export const executors: readonly NodeType[] = [
  branchNode,
  hangupNode,
  listenNode,
  menuNode,
  playNode,
  recordNode,
  sayNode,
  setNode,
  transferNode,
];
