// The thin bar: offline, and how much is not sent yet. It says nothing when there is nothing to say.

import { el } from './dom.js';
import { state } from './live.js';
import { counts } from './queue.js';
import { meta, setMeta } from './store.js';
import { n, t } from './text.js';

const bar = el('div.thin.device', { role: 'status', hidden: true });

/** Puts the bar below the header. */
export function hangBar() { document.querySelector('header.top').after(bar); }

/** Shows how things stand. */
export async function showBar() {
  const { unsent, refused } = await counts();
  const isOffline = !navigator.onLine || state.isFailing;
  const [recovered, shedAt] = [await meta('recovered'), await meta('shedAt')];
  const parts = [
    isOffline && t('offline_now'), unsent > 0 && n('offline_unsent', unsent),
    refused > 0 && n('offline_refused', refused), state.reason && t(`offline_ended_${state.reason}`),
    recovered && n('offline_recovered', recovered.count), recovered?.isCut && t('offline_recovered_cut'),
    shedAt && t('offline_shed')].filter(Boolean);
  const isNews = recovered || shedAt;
  bar.replaceChildren(...[
    el('p', {}, parts.join(' · ').replace(/([.۔]) · /g, '$1 ')),
    (unsent > 0 || refused > 0) && el('a', { href: '/unsent' }, t('offline_see')),
    !unsent && !refused && isOffline && el('a', { href: '/offline' }, t('offline_heading')),
    isNews && el('button.plain', { type: 'button', onclick: putNewsAside }, t('offline_seen'))].filter(Boolean));
  bar.hidden = parts.length === 0;
}

async function putNewsAside() {
  await setMeta('recovered', undefined);
  await setMeta('shedAt', undefined);
  await showBar();
}
