import type { EndpointApplicationOf } from '@callwright/protocol';
import { TestExchange } from '../../../../calls/testing/test-exchange.js';
import { createJambonzPlatform, type JambonzPlatform } from '../index.js';
import { ScriptedApp } from './scripted-app.js';

/** An exchange with a line, `app`, in whose calls a scripted application decides. */
export class AppBench {
  readonly app: ScriptedApp;
  readonly exchange = new TestExchange();
  readonly #platform: JambonzPlatform;

  private constructor(app: ScriptedApp) {
    this.app = app;
    let count = 0;
    this.#platform = createJambonzPlatform({
      secret: async () => 'key',
      clock: this.exchange.clock,
      newId: () => `m${++count}`,
      allowPrivateHosts: ['127.0.0.1'],
    });
    this.exchange.applicationDriverOf = (application, workspaceId, log) => {
      if (application.kind !== 'jambonz') throw new Error('not of this test');
      return this.#platform.driverOf(application, workspaceId, log);
    };
    this.line('app');
  }

  /** Resolves when the application listens. */
  static async start(): Promise<AppBench> {
    return new AppBench(await ScriptedApp.start());
  }

  /** A line more, with the same application. */
  line(name: string, more: Partial<EndpointApplicationOf<'jambonz'>> = {}): void {
    this.exchange.line(name, null, { application: { kind: 'jambonz', url: this.app.url, ...more } });
  }

  /** Ends every call, and checks that nothing is left of them. */
  async stop(): Promise<void> {
    await this.exchange.finish();
    await this.#platform.close();
    await this.app.stop();
  }
}
