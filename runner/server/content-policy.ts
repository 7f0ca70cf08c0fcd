// What a page of ours may load and run, as a Content-Security-Policy header.

export type PolicyParts = {
  /** Base64 SHA-256 of each inline script of the site, as `sha256-…`. */
  scriptHashes: readonly string[];
  /** Fresh for each answer; the page hands it to the libraries that make `<style>` elements. */
  nonce: string;
  /** The request's `Host`, already allowed: the WebSocket goes back to where the page came from. */
  host: string;
};

/**
 * Scripts: the site's own files and its known inline ones. Styles: its own files, and elements with
 * the nonce (the terminal and the editor make some); `style` attributes carry the colours of
 * highlighted code and can do no harm. Pictures as data: the editor's marks under diagnostics.
 */
export function contentPolicy({ scriptHashes, nonce, host }: PolicyParts): string {
  const hashes = scriptHashes.map((hash) => `'${hash}'`);
  return [
    "default-src 'none'",
    ["script-src 'self'", ...hashes].join(' '),
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://${host} wss://${host}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Puts the nonce where scripts find it: `<meta property="csp-nonce">`, which Vite's own loader
 * reads as well. As an attribute named `nonce` it is hidden from style sheets.
 */
export function withNonce(html: string, nonce: string): string {
  return html.replace(
    /<head[^>]*>/,
    (head) => `${head}<meta property="csp-nonce" nonce="${nonce}">`,
  );
}
