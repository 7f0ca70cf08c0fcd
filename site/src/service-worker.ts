// Keeps the course readable without its server: the browser holds a copy of every page and of what
// the pages load. A page comes from the server as long as that answers, so nobody reads an old copy
// of what an author has just changed.
import { clientsClaim } from 'workbox-core';
import {
  addRoute,
  cleanupOutdatedCaches,
  matchPrecache,
  type PrecacheEntry,
  precache,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

/** All files of the site; the build puts them here. */
declare const siteFiles: PrecacheEntry[];

/** The library's types want those of a worker, which cannot stand beside those of a page. */
declare const self: { skipWaiting(): Promise<void> };

/** A server that is there answers at once; one on a network that went away is never heard of. */
const patienceMs = 4000;

void self.skipWaiting();
clientsClaim();
cleanupOutdatedCaches();
precache(siteFiles);
registerRoute(
  new NavigationRoute(({ request, url }) => fromServer(request).catch(() => kept(url)), {
    denylist: [/^\/api\//],
  }),
);
addRoute();

/** @throws when the server does not answer, or has nothing behind it that could */
async function fromServer(request: Request): Promise<Response> {
  const response = await Promise.race([fetch(request), silence()]);
  if (response.status >= 500) throw new Error(`the server answered ${response.status}`);
  return response;
}

function silence(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('the server does not answer')), patienceMs);
  });
}

/** The copy of a page; all pages are kept, so what is not there does not exist. */
async function kept({ pathname }: URL): Promise<Response> {
  const page = pathname.replace(/\/?(index\.html)?$/, '/index.html');
  return (await matchPrecache(page)) ?? (await matchPrecache('/404.html')) ?? Response.error();
}
