// Copy buttons of code blocks, and headings whose link is copied by a click.
import { announce } from '../announce.ts';
import { messages } from '../messages.ts';

export function startCopy(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.copy')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const figure = button.closest('figure');
      const commands = [...(figure?.querySelectorAll('.command-text') ?? [])];
      const text = commands.length
        ? commands.map((command) => command.textContent).join('\n')
        : (figure?.querySelector('code')?.textContent ?? '');
      void copyText(text, button, messages.copied);
    });
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a.heading-link')) {
    link.addEventListener('click', () => void copyText(link.href, null, messages.linkCopied));
  }
}

/** @param said is announced once the clipboard has the text */
export async function copyText(
  text: string,
  button: HTMLButtonElement | null,
  said: string,
): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    announce(messages.copyFailed);
    return;
  }
  announce(said);
  button?.classList.add('done');
  setTimeout(() => button?.classList.remove('done'), 1500);
}
