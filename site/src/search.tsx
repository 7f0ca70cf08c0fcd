// Search over headings and text of all lessons, from an index that the build made.
import { SearchBox, show } from './dialogs.tsx';
import type { Found } from './search-index.ts';

let search: Promise<(query: string) => Found[]> | null = null;

async function load(url: string): Promise<(query: string) => Found[]> {
  const [{ searchIndex, searchOf }, response] = await Promise.all([
    import('./search-index.ts'),
    fetch(url),
  ]);
  return searchOf(searchIndex.parse(await response.json()));
}

export function openSearch(url: string): void {
  const find = async (words: string): Promise<Found[]> => {
    search ??= load(url).catch((error: unknown) => {
      search = null;
      throw error;
    });
    return (await search)(words);
  };
  show('search-dialog', <SearchBox find={find} />);
  // At once, and each time: who typed on would press the button that the dialog begins with.
  const field = document.querySelector<HTMLInputElement>('#search-dialog input');
  field?.focus();
  field?.select();
}
