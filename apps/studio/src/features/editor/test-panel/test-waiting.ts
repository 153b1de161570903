import type { SimulatorState } from '@callwright/flow-engine/simulator';

/** What a test call waits for. */
export type TestWaiting = {
  readonly for: 'asks' | 'message' | 'rings' | 'queues' | 'joins' | 'answerer' | 'http' | 'code';
  /** Of the line, queue or conference; empty for the others. */
  readonly name: string;
};

/** What a test call waits for just now; null when it is busy by itself, or over. */
export const testWaiting = ({ waitingFor }: SimulatorState): TestWaiting | null => {
  const first = waitingFor.find(({ kind }) => kind !== 'question') ?? waitingFor[0];
  switch (first?.kind) {
    case undefined:
      return null;
    case 'question':
      return { for: 'asks', name: '' };
    case 'message':
      return { for: 'message', name: '' };
    case 'line':
      return { for: 'rings', name: first.target };
    case 'queue':
      return { for: 'queues', name: first.queue };
    case 'room':
      return { for: 'joins', name: first.room };
    case 'answerer':
      return { for: 'answerer', name: '' };
    case 'http':
    case 'code':
      return { for: first.kind, name: '' };
  }
};
