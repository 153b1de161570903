import type { FlowProblem } from '@callwright/protocol';
import { answerCheck, type CheckAnswer, type CheckRequest } from './check-request';

/** Checks flows one after the other, in a worker where there are any. */
export type FlowChecker = {
  /** Checks a flow; `tell` hears of it unless a newer one has been asked about meanwhile. */
  readonly check: (request: Omit<CheckRequest, 'id'>, tell: (problems: readonly FlowProblem[]) => void) => void;
  readonly close: () => void;
};

/** What a checker asks: a Web Worker, or what stands in for one. */
export type CheckWorker = {
  postMessage: (request: CheckRequest) => void;
  terminate: () => void;
  onmessage: ((event: MessageEvent<CheckAnswer>) => void) | null;
  onerror: (() => void) | null;
};

type Asked = { readonly request: CheckRequest; readonly tell: (problems: readonly FlowProblem[]) => void };

/** @param createWorker makes a worker; it is asked for once, and again after it broke */
export const createFlowChecker = (createWorker: () => CheckWorker | null): FlowChecker => {
  let worker: CheckWorker | null = null;
  let newest = 0;
  // While it is busy only the newest question is kept: those in between do not matter any more.
  let asked: Asked | null = null;
  let next: Asked | null = null;

  const finish = ({ id, problems }: CheckAnswer) => {
    if (asked?.request.id === id && id === newest) asked.tell(problems);
    asked = null;
    if (next) ask(next);
  };
  const checkHere = (one: Asked) => {
    worker = null;
    finish(answerCheck(one.request));
  };
  const ask = (one: Asked) => {
    asked = one;
    next = null;
    worker ??= createWorker();
    if (!worker) return checkHere(one);
    worker.onmessage = ({ data }) => finish(data);
    worker.onerror = () => checkHere(one);
    worker.postMessage(one.request);
  };
  return {
    check: (request, tell) => {
      newest += 1;
      const one = { request: { ...request, id: newest }, tell };
      if (asked) next = one;
      else ask(one);
    },
    close: () => {
      newest += 1;
      next = null;
      worker?.terminate();
    },
  };
};

/** A real worker; null where the page has none, or may not start one. */
export const createCheckWorker = (): CheckWorker | null => {
  try {
    const worker = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' });
    const port: CheckWorker = {
      onmessage: null,
      onerror: null,
      postMessage: (request) => worker.postMessage(request),
      terminate: () => worker.terminate(),
    };
    worker.onmessage = (event: MessageEvent<CheckAnswer>) => port.onmessage?.(event);
    worker.onerror = () => port.onerror?.();
    return port;
  } catch {
    return null;
  }
};
