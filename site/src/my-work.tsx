// What is kept of the learner, here and on the server: a copy to take along, and a way to be rid of it.
import { useSignal } from '@preact/signals';
import { messages } from './messages.ts';
import { forgetAll, keptHere } from './storage.ts';

const text = messages.help.work;
const address = '/api/my-work';

export function MyWork() {
  const asked = useSignal(false);
  const said = useSignal('');
  const tell = async (work: () => Promise<string>) => {
    said.value = '';
    try {
      said.value = await work();
    } catch {
      said.value = text.failed;
    }
  };
  return (
    <section class="help-data">
      <h3>{text.title}</h3>
      <p>{text.explained}</p>
      <div class="help-buttons">
        <button type="button" class="quiet" onClick={() => tell(saveCopy)}>
          {text.copy}
        </button>
        {asked.value ? (
          // What keeps the work comes where the first click was: a double click erases nothing.
          <>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                asked.value = false;
              }}
            >
              {text.keepIt}
            </button>
            <button type="button" class="quiet" onClick={() => tell(erase)}>
              {text.eraseReally}
            </button>
          </>
        ) : (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              asked.value = true;
            }}
          >
            {text.erase}
          </button>
        )}
      </div>
      <p role="status">{said.value}</p>
    </section>
  );
}

async function saveCopy(): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  const copy = { server: await response.json(), browser: keptHere() };
  const file = new Blob([JSON.stringify(copy, null, 2)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `crossings-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
  return text.copied;
}

/** The server's first: where that fails nothing is lost by halves. */
async function erase(): Promise<string> {
  const response = await fetch(address, { method: 'DELETE' });
  if (!response.ok) throw new Error(response.statusText);
  forgetAll();
  return text.erased;
}
