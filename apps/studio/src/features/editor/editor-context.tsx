'use client';

import type { FlowNode } from '@callwright/protocol';
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { DraftSaver } from './draft-saver';
import { documentOf, type EditorActions, type EditorState, type EditorStore } from './editor-store';

/** What the parts of one editor share. */
export type EditorParts = { readonly store: EditorStore; readonly actions: EditorActions; readonly saver: DraftSaver };

const EditorContext = createContext<EditorParts | undefined>(undefined);

/** Gives its children the editor of one flow. */
export const EditorProvider = EditorContext.Provider;

/** The editor the component stands in. Throws outside of one. */
export const useEditorParts = (): EditorParts => {
  const parts = useContext(EditorContext);
  if (!parts) throw new Error('This component stands outside of the editor.');
  return parts;
};

/** What can be done in the editor. */
export const useActions = (): EditorActions => useEditorParts().actions;

/** A piece of the editor's state; the component is drawn anew when it changes. */
export const useEditor = <Value,>(read: (state: EditorState) => Value): Value => useStore(useEditorParts().store, read);

/** A step by its id, or undefined when it is gone. */
export const useStep = (nodeId: string | undefined): FlowNode | undefined =>
  useEditor((state) => documentOf(state).flow.nodes.find(({ id }) => id === nodeId));
