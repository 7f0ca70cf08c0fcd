// Says a short thing to a screen reader, and shows it for a moment.

/** Speaks `text` politely; the same text twice is spoken twice. */
export function announce(text: string): void {
  const region = document.getElementById('announce');
  if (!region) return;
  region.textContent = '';
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
