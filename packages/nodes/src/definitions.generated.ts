// Made by `npm run generate` from the node folders beside this file. Do not edit.
import type { NodeDefinition } from '@callwright/flow-engine';
import { definition as branchDefinition } from './branch/definition.js';
import { definition as hangupDefinition } from './hangup/definition.js';
import { definition as listenDefinition } from './listen/definition.js';
import { definition as menuDefinition } from './menu/definition.js';
import { definition as playDefinition } from './play/definition.js';
import { definition as recordDefinition } from './record/definition.js';
import { definition as sayDefinition } from './say/definition.js';
import { definition as setDefinition } from './set/definition.js';
import { definition as transferDefinition } from './transfer/definition.js';

/** The face of every node type, in the order of their names. */
export const definitions: readonly NodeDefinition[] = [
  branchDefinition,
  hangupDefinition,
  listenDefinition,
  menuDefinition,
  playDefinition,
  recordDefinition,
  sayDefinition,
  setDefinition,
  transferDefinition,
];

/** The same by node type. */
export const definitionByType: ReadonlyMap<string, NodeDefinition> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);
