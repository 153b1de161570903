import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config.js';

const LOOPBACK = /^(127\.|localhost$|\[::1\]$)/;

/** Where browsers find the parts of Callwright. */
@Injectable()
export class Addresses {
  constructor(private readonly config: AppConfig) {}

  /**
   * Where calls are made, `ws://host:port`.
   * @param named what a connected media process says of itself; it knows its port, but not what stands before it
   */
  mediaUrl(named?: string): string {
    if (this.config.publicUrl || named === undefined) return this.#socketUrl(this.config.mediaPort, undefined);
    return named.replace(/^http/, 'ws').replace(/\/+$/, '');
  }

  /**
   * Live events, by the name under which the browser knows this machine: a cookie of `localhost` is not sent to
   * `127.0.0.1`.
   * @param host `Host` of the request that asks, as the browser sent it
   * @param port the one we listen on
   */
  eventsUrl(host: string | undefined, port: number, path: string): string {
    return this.#socketUrl(port, host) + path;
  }

  /** Where people find the studio, which passes what begins with `/api` on to us. Without a slash at its end. */
  studioUrl(): string {
    return (this.config.publicUrl ?? `http://${this.#ownHost()}:${this.config.studioPort}`).replace(/\/+$/, '');
  }

  #socketUrl(port: number, askedHost: string | undefined): string {
    if (this.config.publicUrl) return this.config.publicUrl.replace(/^http/, 'ws').replace(/\/+$/, '');
    const asked = askedHost?.replace(/:\d+$/, '') ?? '';
    return `ws://${LOOPBACK.test(asked) ? asked : this.#ownHost()}:${port}`;
  }

  #ownHost(): string {
    const { host } = this.config;
    if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
    return host.includes(':') ? `[${host}]` : host;
  }
}
