// What a page of ours may load and run, as a Content-Security-Policy header.

/**
 * Scripts: the site's own files and its known inline ones. Styles: its own files only; the terminal
 * and the editor make theirs as constructed sheets. `style` attributes carry the colours of
 * highlighted code and can do no harm. Pictures as data: the editor's marks under diagnostics.
 * @param scriptHashes of the site's inline scripts, as `sha256-…` in base64
 * @param host the request's `Host`, already allowed: the WebSocket goes back where the page came from
 */
export function contentPolicy(scriptHashes: readonly string[], host: string): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scriptHashes.map((hash) => `'${hash}'`)].join(' '),
    "style-src 'self'",
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
