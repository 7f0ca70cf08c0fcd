// xterm and CodeMirror write `<style>` elements, which the content policy forbids on a static page
// (a nonce would have to be new in each answer). Their rules go into constructed style sheets
// instead, which the policy leaves alone: a `style` element made from here on is a stand-in that
// holds such a sheet.

let adopted = false;

/** From now on, `document.createElement('style')` gives a stand-in. Safe to call again. */
export function adoptStyles(): void {
  if (adopted) return;
  adopted = true;
  const createElement = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions) =>
    name === 'style' ? standIn(createElement('template')) : createElement(name, options);
}

function standIn(element: HTMLTemplateElement): HTMLElement {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  Object.defineProperty(element, 'textContent', {
    get: () => '',
    set: (text: string) => sheet.replaceSync(text),
  });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}
