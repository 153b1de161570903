'use client';

import { useMemo } from 'react';
import { newId } from '../../platform/ids';
import { useEditorParts } from './editor-context';
import { documentOf } from './editor-store';
import { copySteps, pasteSteps } from './model/clipboard';
import type { EditorCommand, Point } from './model/command';
import { exitOfEdge } from './model/edge-id';
import { removeJoining } from './model/remove-joining';

/** What can be done with whatever is chosen. */
export const useSelectionCommands = () => {
  const { store, actions } = useEditorParts();
  return useMemo(() => {
    const chosen = () => store.getState().selection;
    /** Takes away what is chosen; `joins` lets what came before lead on to what came after. */
    const remove = ({ joins = false } = {}): void => {
      const { nodeIds, noteIds, edgeIds } = chosen();
      const wires = edgeIds.map((id): EditorCommand => {
        const { nodeId, exit } = exitOfEdge(id);
        return { command: 'disconnect', from: nodeId, exit };
      });
      const steps = joins
        ? removeJoining(documentOf(store.getState()), nodeIds)
        : ({ command: 'removeNodes', nodeIds } as const);
      actions.dispatch({ command: 'batch', commands: [...wires, { command: 'removeNotes', noteIds }, steps] });
      actions.select({});
    };
    /** The chosen steps as text, or undefined when none is. */
    const copy = (): string | undefined => {
      const { nodeIds } = chosen();
      return nodeIds.length === 0 ? undefined : copySteps(documentOf(store.getState()), nodeIds);
    };
    /** Puts steps that are in a text on the canvas, and chooses them. @returns whether there were any */
    const paste = (text: string, at?: Point): boolean => {
      const command = pasteSteps(documentOf(store.getState()), text, { newId, at });
      if (!command) return false;
      actions.dispatch(command);
      actions.select({ nodeIds: command.parts.nodes.map(({ value }) => value.id) });
      return true;
    };
    const duplicate = (): void => {
      const text = copy();
      if (text) paste(text);
    };
    return { remove, copy, paste, duplicate };
  }, [store, actions]);
};
