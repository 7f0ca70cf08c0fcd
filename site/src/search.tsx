// Search over headings and text of all lessons, from an index that the build made.
import { SearchBox, show } from './dialogs.tsx';
import { type SearchIndex, searchIn, searchIndex } from './search-index.ts';

let index: Promise<SearchIndex> | null = null;

export function openSearch(url: string): void {
  const load = () => {
    index ??= fetch(url)
      .then((response) => response.json())
      .then((body) => searchIndex.parse(body))
      .catch((error: unknown) => {
        index = null;
        throw error;
      });
    return index;
  };
  show('search-dialog', <SearchBox find={async (words) => searchIn(await load(), words)} />);
  // At once, and each time: who typed on would press the button that the dialog begins with.
  const field = document.querySelector<HTMLInputElement>('#search-dialog input');
  field?.focus();
  field?.select();
}
