/** The part of drachtio-srf 5.0.29 we use; its own types are of another shape than its code. */
declare module 'drachtio-srf' {
  import { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  namespace Srf {
    type Headers = Record<string, string>;
    type Content = { headers?: Headers; body?: string };

    /** A message that came, or was sent: `raw` is all of it. */
    type Message = { readonly raw: string; get(name: string): string | undefined };

    type Meta = {
      readonly source_address: string | undefined;
      readonly source_port: number;
      readonly protocol: string | undefined;
      readonly stackTxnId: string;
      readonly stackDialogId: string | undefined;
    };

    interface Request extends EventEmitter, Meta {
      readonly method: string;
      readonly uri: string;
      readonly raw: string;
      readonly msg: Message;
      readonly source: string;
      readonly receivedOn?: string;
      readonly socket: Socket;
      get(name: string): string | undefined;
      cancel(options?: Content, callback?: (error: unknown, sent?: Request) => void): void;
    }

    interface Response extends Meta {
      readonly status: number;
      readonly raw: string;
      readonly msg: Message;
      send(
        status: number,
        reason: string | undefined,
        content: Content,
        callback: (error: unknown, sent?: Message) => void,
        onAcknowledged?: (request: Request) => void,
      ): void;
    }

    type Acknowledge = (content?: Content, callback?: (error: unknown, sent?: Message) => void) => void;

    type OutgoingRequest = Content & {
      method: string;
      uri?: string;
      proxy?: string;
      stackDialogId?: string;
      _socket?: Socket;
    };

    type Handler = (request: Request, response: Response, next: () => void) => void;

    type ConnectOptions = {
      host: string;
      port: number;
      secret: string;
      enablePing?: boolean;
      pingInterval?: number;
      tls?: object;
      reconnect?: { retryMaxDelay?: number; maxAttempts?: number; connectTimeout?: number };
    };
  }

  class Srf extends EventEmitter {
    constructor(tags?: string | string[]);
    connect(options: Srf.ConnectOptions): void;
    disconnect(socket?: Socket): void;
    use(handler: Srf.Handler): void;
    use(method: string, handler: Srf.Handler): void;
    request(options: Srf.OutgoingRequest, callback: (error: unknown, request?: Srf.Request) => void): void;
  }

  export = Srf;
}
