'use client';

import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useEditorParts } from './editor-context';
import { documentOf } from './editor-store';
import type { Point } from './model/command';
import { inOrder } from './problems/severity';
import { useSelectionCommands } from './use-selection-commands';

/** A key with its modifiers, as `Ctrl Shift P`. Control and Command are one. */
export const keyName = (event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string => {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  // With a sign such as ? the shift key is part of the sign.
  const shift = event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key));
  return [event.ctrlKey || event.metaKey ? 'Ctrl' : '', event.altKey ? 'Alt' : '', shift ? 'Shift' : '', key]
    .filter((part) => part !== '')
    .join(' ');
};

/** The editor's keys (also those of copy and paste), as long as the component is shown. */
export const useEditorKeys = (): void => {
  const commands = useKeyCommands();
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const name = keyName(event);
      if (isElsewhere(event.target) || (isTyping(event.target) && !WHILE_TYPING.has(name))) return;
      const run = latest.current[name];
      if (!run) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  useClipboard();
};

// What also works while one types; the rest belongs to the text.
const WHILE_TYPING = new Set(['Ctrl Enter', 'Ctrl Shift P', 'F8', 'Ctrl S']);

type KeyCommands = Readonly<Record<string, () => unknown>>;

const useKeyCommands = (): KeyCommands => {
  const { store, actions, saver } = useEditorParts();
  const { remove, duplicate } = useSelectionCommands();
  const flow = useReactFlow();
  const chosen = () => store.getState().selection.nodeIds[0];
  const nextProblem = () => {
    const { problems, selection } = store.getState();
    const places = [...new Set(inOrder(problems).flatMap(({ nodeId }) => nodeId ?? []))] as readonly string[];
    const next = places[(places.indexOf(selection.nodeIds[0] ?? '') + 1) % Math.max(1, places.length)];
    actions.setDockOpen(problems.length > 0);
    if (next) actions.showNode(next);
  };
  const alongWire = (direction: 'on' | 'back') => () => {
    const id = chosen();
    const { edges } = documentOf(store.getState()).flow;
    const edge = edges.find(({ from, to }) => (direction === 'on' ? from : to) === id);
    if (edge) actions.showNode(direction === 'on' ? edge.to : edge.from);
  };
  const close = () => {
    const { adding, joining } = store.getState();
    if (adding) actions.openList(null);
    else if (joining) actions.setJoining(null);
    else actions.select({});
  };
  return {
    'Ctrl Z': actions.undo,
    'Ctrl Y': actions.redo,
    'Ctrl Shift Z': actions.redo,
    'Ctrl D': duplicate,
    'Ctrl A': () => actions.select({ nodeIds: documentOf(store.getState()).flow.nodes.map(({ id }) => id) }),
    // Stored by itself; the key people press out of habit stores at once. A failure shows where the state does.
    'Ctrl S': () => void saver.flush().catch(() => undefined),
    Delete: () => remove(),
    Backspace: () => remove(),
    'Ctrl Delete': () => remove({ joins: true }),
    'Ctrl Backspace': () => remove({ joins: true }),
    F2: () => chosen() && actions.startRename(),
    F8: nextProblem,
    'Ctrl Enter': actions.startTest,
    'Ctrl Shift P': () => actions.openSheet('publish'),
    'Alt ArrowRight': alongWire('on'),
    'Alt ArrowLeft': alongWire('back'),
    Escape: close,
    C: () => {
      const nodeId = chosen();
      if (nodeId) actions.setJoining({ nodeId });
    },
    A: () => actions.openList({ screen: middle(), at: flow.screenToFlowPosition(middle()), findsRoom: true }),
    L: () => actions.setView(store.getState().view === 'canvas' ? 'list' : 'canvas'),
    '1': () => actions.reveal(null),
    '0': () => void flow.zoomTo(1, { duration: 200 }),
    '+': () => void flow.zoomIn({ duration: 200 }),
    '=': () => void flow.zoomIn({ duration: 200 }),
    '-': () => void flow.zoomOut({ duration: 200 }),
    '?': () => actions.openSheet('keys'),
  };
};

const middle = (): Point => ({ x: window.innerWidth / 2 - 128, y: window.innerHeight / 3 });

// The clipboard's own events, so that copying also works where a page may not read it.
const useClipboard = (): void => {
  const { remove, copy, paste } = useSelectionCommands();
  useEffect(() => {
    const put = (event: ClipboardEvent): boolean => {
      if (isTyping(event.target) || isElsewhere(event.target) || window.getSelection()?.isCollapsed === false)
        return false;
      const text = copy();
      if (text === undefined) return false;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      return true;
    };
    const onCopy = (event: ClipboardEvent) => void put(event);
    const onCut = (event: ClipboardEvent) => put(event) && remove();
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target) || isElsewhere(event.target)) return;
      if (paste(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCut);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCut);
      document.removeEventListener('paste', onPaste);
    };
  }, [copy, paste, remove]);
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

// Sheets, menus and the call panel have keys of their own.
const isElsewhere = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('[role=dialog], [role=menu], [data-own-keys]') !== null;
