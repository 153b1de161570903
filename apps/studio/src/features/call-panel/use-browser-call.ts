import { useEffect, useState, useSyncExternalStore } from 'react';
import { createBrowserPorts } from './browser-ports';
import { CallClient } from './call-client';
import { type CallSnapshot, idleSnapshot } from './call-state';
import { type FindLine, findLine } from './find-line';

/** This page's telephone. Whatever call runs ends when the component goes away. */
export const useBrowserCall = (
  find: FindLine = findLine,
): { readonly client: CallClient; readonly snapshot: CallSnapshot } => {
  const [client] = useState(() => new CallClient(createBrowserPorts(find)));
  const snapshot = useSyncExternalStore(client.subscribe, client.snapshot, () => idleSnapshot);
  useEffect(() => client.reset, [client]);
  return { client, snapshot };
};
