import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import { useActions, useEditorParts } from '../editor-context';
import { documentOf } from '../editor-store';
import { faceOf } from '../model/step-face';
import type { CanvasNode } from './canvas-elements';
import { sizeNearBy, tidyPlaces } from './tidy';
import { zoomBand } from './zoom-band';

/** Gives what puts all steps in order; one step of undo. */
export const useTidy = (): (() => Promise<void>) => {
  const { store } = useEditorParts();
  const actions = useActions();
  const flow = useReactFlow<CanvasNode>();
  return useCallback(async () => {
    const state = store.getState();
    const document = documentOf(state);
    const nodes = new Map<string, (typeof document.flow.nodes)[number]>(
      document.flow.nodes.map((node) => [node.id, node]),
    );
    // What is measured counts where it is what one sees near by.
    const isNear = zoomBand(flow.getZoom()) === 'near';
    const sizes = new Map(
      document.flow.nodes.map((node) => {
        const { width, height } = (isNear && flow.getNode(node.id)?.measured) || {};
        const { summary, exits } = faceOf(node, state.definitions);
        return [node.id, width && height ? { width, height } : sizeNearBy(summary, exits.length)] as const;
      }),
    );
    const positions = await tidyPlaces(document, sizes, (nodeId) => {
      const node = nodes.get(nodeId);
      return node ? faceOf(node, state.definitions).exits.map(({ name }) => name) : [];
    });
    actions.dispatch({ command: 'moveNodes', positions });
  }, [store, actions, flow]);
};
