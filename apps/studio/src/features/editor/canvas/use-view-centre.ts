import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback } from 'react';
import type { Point } from '../model/command';

/** Gives the point of the canvas that is in the middle of the view. */
export const useViewCentre = (): (() => Point) => {
  const flow = useReactFlow();
  const store = useStoreApi();
  return useCallback(() => {
    const box = store.getState().domNode?.getBoundingClientRect();
    return flow.screenToFlowPosition({
      x: (box?.left ?? 0) + (box?.width ?? 0) / 2,
      y: (box?.top ?? 0) + (box?.height ?? 0) / 2,
    });
  }, [flow, store]);
};
