import type { Command, Effect, EngineEvent, FlowDefinition } from '@callwright/protocol';
import { z } from 'zod';
import { advance } from '../advance.js';
import { type FlowInstance, newInstance } from '../instance.js';
import { defineNode, type NodeType } from '../node-type.js';
import { compileFlow, type FlowProgram } from '../program.js';

/** A flow that is given one event after the other; keeps all that came of them. */
export class DrivenFlow {
  readonly #program: FlowProgram;
  readonly effects: Effect[] = [];
  instance: FlowInstance = newInstance(null);

  constructor(
    flow: FlowDefinition,
    types: readonly NodeType[],
    library: Readonly<Record<string, FlowDefinition>> = {},
  ) {
    this.#program = compileFlow(flow, types, new Map(Object.entries(library)));
  }

  see(...events: readonly EngineEvent[]): this {
    for (const event of events) {
      const turn = advance(this.#program, this.instance, event);
      this.instance = turn.instance;
      this.effects.push(...turn.effects);
    }
    return this;
  }

  get commands(): readonly Command[] {
    return this.effects.flatMap((effect) => (effect.effect === 'command' ? [effect.command] : []));
  }

  /** Steps entered, with the subflow they are of. */
  get path(): readonly string[] {
    return this.effects.flatMap((one) =>
      one.effect === 'stepEntered' ? [`${one.subflow === undefined ? '' : `${one.subflow}/`}${one.nodeId}`] : [],
    );
  }

  /** What was told of one kind, in order. */
  told<Name extends Effect['effect']>(name: Name): readonly Extract<Effect, { effect: Name }>[] {
    return this.effects.filter((one): one is Extract<Effect, { effect: Name }> => one.effect === name);
  }
}

/** A node type of a test: what it does is all there is to say of it. Waits for ever after that if nothing else is said. */
export const stepNode = (
  type: string,
  { enter, on, onHangup }: Pick<NodeType, 'enter'> & Partial<Pick<NodeType, 'on' | 'onHangup'>>,
  subflow: string | null = null,
): NodeType =>
  defineNode({
    definition: {
      type,
      version: 1,
      title: type,
      action: type,
      description: type,
      icon: 'box',
      family: 'data',
      config: z.unknown(),
      exits: () => [
        { name: 'done', label: 'Then', kind: 'next' },
        { name: 'other', label: 'Or', kind: 'fallback' },
        { name: 'failed', label: 'Something fails', kind: 'failure' },
      ],
      summary: () => type,
      subflow: () => subflow,
    },
    enter,
    on: on ?? (() => ({ next: 'wait', local: null })),
    ...(onHangup ? { onHangup } : {}),
  });
