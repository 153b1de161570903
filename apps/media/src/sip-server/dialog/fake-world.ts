import { FakeClock } from '@callwright/flow-engine/testing';
import { silentLog } from '../../platform/logging.js';
import { Dialogs } from './dialogs.js';
import { appCommand, FakeApp, onlyApp } from './fake-app.js';
import { FakeLayer } from './fake-layer.js';
import { UserAgent } from './user-agent.js';

/** A user agent between a network and one application that are both in the test's hand. */
export type FakeWorld = {
  readonly clock: FakeClock;
  readonly layer: FakeLayer;
  readonly app: FakeApp;
  readonly agent: UserAgent;
  /** Has the application ask for something, by a frame `f1`; `words` without the id, `message` as its lines. */
  readonly ask: (words: string, ...message: readonly string[]) => void;
  /** The methods and statuses the application has heard from the network. */
  readonly heard: () => readonly string[];
};

/** Makes one. */
export const fakeWorld = (): FakeWorld => {
  const clock = new FakeClock();
  const layer = new FakeLayer();
  const app = new FakeApp();
  let lastId = 0;
  const newId = () => `id-${++lastId}`;
  const limits = { pendingRequests: 100, dialogs: 100 };
  const core = { layer, applications: onlyApp(app), dialogs: new Dialogs(), limits, clock, newId, log: silentLog };
  const agent = new UserAgent(core);
  layer.serve(agent);
  return {
    clock,
    layer,
    app,
    agent,
    ask: (words, ...message) => {
      agent.onCommand(app, 'f1', appCommand(words, ...message));
      layer.flush();
    },
    heard: () =>
      app.heard.map(({ message }) => (message?.kind === 'request' ? message.method : String(message?.status ?? ''))),
  };
};
