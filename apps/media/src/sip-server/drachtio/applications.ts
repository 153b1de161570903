import { createServer, type Server } from 'node:net';
import { Application, type ApplicationOptions } from './application.js';

/** What the applications' port needs. `port` 0: any free one. */
export type ApplicationsOptions = Omit<ApplicationOptions, 'onClose'> & {
  readonly port: number;
  readonly onGone: (application: Application) => void;
};

const maxApplications = 64;

/** The applications that are connected, by a socket on 127.0.0.1 only. */
export class Applications {
  readonly #server: Server;
  readonly #connected = new Set<Application>();
  readonly #options: ApplicationsOptions;
  // Whom the last request of a verb went to.
  readonly #lastByVerb = new Map<string, Application>();
  #port = 0;
  #closing: Promise<void> | null = null;

  private constructor(options: ApplicationsOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      if (this.#connected.size >= maxApplications) {
        socket.destroy();
        return;
      }
      const onClose = (application: Application) => this.#onClose(application);
      this.#connected.add(new Application(socket, { ...options, onClose }));
    });
  }

  /** @throws Error when the port is taken */
  static async listen(options: ApplicationsOptions): Promise<Applications> {
    const applications = new Applications(options);
    await applications.#listen();
    return applications;
  }

  /** Where to connect to. */
  get address(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: this.#port };
  }

  /** How many have said the secret. */
  get count(): number {
    return [...this.#connected].filter(({ isOpen }) => isOpen).length;
  }

  /** The next application in turn that wants this method; null when none does. */
  next(verb: string): Application | null {
    const wanting = this.whoWants(verb);
    const last = this.#lastByVerb.get(verb);
    const next = wanting[last ? wanting.indexOf(last) + 1 : 0] ?? wanting[0];
    if (!next) return null;
    this.#lastByVerb.set(verb, next);
    return next;
  }

  /** Every application that wants this method or event. */
  whoWants(verb: string): readonly Application[] {
    return [...this.#connected].filter((application) => application.wants(verb.toLowerCase()));
  }

  /** Who takes over what `gone` left: one of the same tags, if it had any. */
  heirOf(gone: Pick<Application, 'tags'>, verb: string): Application | null {
    const heirs = this.whoWants(verb);
    if (gone.tags.length === 0) return heirs[0] ?? null;
    return heirs.find(({ tags }) => tags.some((tag) => gone.tags.includes(tag))) ?? null;
  }

  /** Lets all go. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const application of this.#connected) application.close();
    });
    return this.#closing;
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, '127.0.0.1', () => {
        const address = this.#server.address();
        if (address && typeof address === 'object') this.#port = address.port;
        resolve();
      });
    });
  }

  #onClose(application: Application): void {
    this.#connected.delete(application);
    for (const [verb, last] of this.#lastByVerb) if (last === application) this.#lastByVerb.delete(verb);
    this.#options.onGone(application);
  }
}
