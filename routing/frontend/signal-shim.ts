/**
 * Lets the unmodified Voice SDK reach a carrier on loopback without a certificate: `wss://` to the
 * one host named by the page becomes `ws://`. Imported before the SDK, which keeps the class it finds.
 */

const host = document.querySelector<HTMLMetaElement>('meta[name="sandbox-signal"]')?.content;

if (host) {
  const Secure = globalThis.WebSocket;
  globalThis.WebSocket = class extends Secure {
    constructor(url: string | URL, protocols?: string | string[]) {
      const wanted = String(url);
      super(wanted.startsWith(`wss://${host}/`) ? wanted.replace("wss:", "ws:") : wanted, protocols);
    }
  };
}
