import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import { useActions, useEditorParts } from '../editor-context';
import { documentOf } from '../editor-store';
import { faceOf } from '../model/step-face';
import type { CanvasNode } from './canvas-elements';
import { tidyPlaces } from './tidy';

/** Gives what puts all steps in order; one step of undo. */
export const useTidy = (): (() => Promise<void>) => {
  const { store } = useEditorParts();
  const actions = useActions();
  const flow = useReactFlow<CanvasNode>();
  return useCallback(async () => {
    const state = store.getState();
    const document = documentOf(state);
    const sizes = new Map(
      flow.getNodes().flatMap(({ id, measured }) => {
        const { width, height } = measured ?? {};
        return width && height ? [[id, { width, height }] as const] : [];
      }),
    );
    const nodes = new Map<string, (typeof document.flow.nodes)[number]>(
      document.flow.nodes.map((node) => [node.id, node]),
    );
    const positions = await tidyPlaces(document, sizes, (nodeId) => {
      const node = nodes.get(nodeId);
      return node ? faceOf(node, state.definitions).exits.map(({ name }) => name) : [];
    });
    actions.dispatch({ command: 'moveNodes', positions });
  }, [store, actions, flow]);
};
