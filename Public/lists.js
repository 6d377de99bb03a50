// Lists of what this device keeps: categories, their threads, bookmarks.

import { el, time } from './dom.js';
import { subscriptions } from './keep.js';
import { row, rows, threads } from './replica.js';
import { n, t } from './text.js';

/** A thread as one line of a list. */
function line(thread, categories, kept) {
  const category = categories.get(thread.categoryId);
  const isHere = thread.isWaiting || kept.has(thread.id);
  const title = isHere
    ? el('a', { href: `/threads/${thread.id}/${thread.slug ?? '-'}`, dir: 'auto' }, thread.title)
    : el('span', { dir: 'auto' }, thread.title);
  return el('li', {},
    el('p.ti', {}, title),
    el('p.an', {}, thread.isWaiting && el('span.wait', {}, t('offline_waiting')), thread.acceptedPostId
      ? el('b.done', {}, n('answers', thread.postCount - 1)) : el('span', {}, n('answers', thread.postCount - 1))),
    el('p.by', {}, category && el('a', { href: `/categories/${category.slug}` }, category.name),
      (thread.tags ?? []).map((tag) => el('span.tag', {}, tag)), time(thread.lastPostAt)));
}

async function list(found) {
  const categories = new Map((await rows('category')).map((one) => [one.id, one]));
  // A header alone, without its posts, cannot be opened here.
  const kept = new Set((await rows('post')).filter((post) => post.isOpening).map((post) => post.threadId));
  found.sort((a, b) => (kept.has(b.id) || b.isWaiting ? 1 : 0) - (kept.has(a.id) || a.isWaiting ? 1 : 0));
  return found.length ? el('ol.rows', {}, found.map((thread) => line(thread, categories, kept))) : undefined;
}

/** What this device keeps. @param {boolean} isAsked whether the address is one of this list */
export async function home(isAsked) {
  const found = await list(await threads());
  const followed = [...await subscriptions()].filter(([scope, on]) => on && scope.startsWith('k:'));
  const slugs = new Set(followed.map(([scope]) => scope.split(':')[1]));
  const categories = (await rows('category')).filter((one) => slugs.has(one.id));
  categories.sort((a, b) => a.position - b.position);
  const title = isAsked ? t('offline_heading') : t('offline_not_here');
  return { title, parts: [
    el('h1', {}, title), el('p.lead', {}, isAsked ? t('offline_intro') : t('offline_not_here_text')),
    el('p.go', {}, el('a.button', { href: '/threads/new' }, t('ask_button')),
      (await rows('checklist')).length > 0 && el('a', { href: '/checklists' }, t('checklists_heading')),
      (await rows('application')).length > 0 && el('a', { href: '/applications' }, t('applications_heading')),
      (await rows('job')).length > 0 && el('a', { href: '/jobs' }, t('section_jobs')),
      (await rows('conversation')).length > 0 && el('a', { href: '/messages' }, t('messages_heading')),
      (await rows('mentorship')).length > 0
        && el('a', { href: '/mentoring/mentorships' }, t('mentorships_heading')),
      el('a', { href: '/unsent' }, t('unsent_heading')), el('a', { href: '/device' }, t('device_heading'))),
    categories.length > 0 && el('h2', {}, t('categories_heading')),
    categories.length > 0 && el('ul.cats', {}, categories.map((one) =>
      el('li', {}, el('h3', {}, el('a', { href: `/categories/${one.slug}` }, one.name))))),
    el('h2', {}, t('offline_threads')), found ?? el('p.empty', {}, t('offline_empty'))].filter(Boolean) };
}

/** A category's threads. @param {string} slug */
export async function category(slug) {
  const one = (await rows('category')).find((found) => found.slug === slug);
  if (!one) return undefined;
  const found = await list(await threads(one.id));
  return { title: one.name, parts: [
    el('h1', { dir: 'auto' }, one.name), el('p.lead', { dir: 'auto' }, one.description),
    found ?? el('p.empty', {}, t('offline_empty'))] };
}

/** Bookmarked posts, as far as they are here. */
export async function bookmarks() {
  const lines = [];
  for (const { postId } of await rows('bookmark')) {
    const post = await row(`post/${postId}`);
    const thread = post && await row(`thread/${post.threadId}`);
    if (thread) {
      lines.push(el('li', {}, el('h2', {}, el('a', { href: `/posts/${postId}`, dir: 'auto' }, thread.title)),
        el('p', { dir: 'auto' }, post.body.slice(0, 160))));
    }
  }
  return { title: t('bookmarks_heading'), parts: [el('h1', {}, t('bookmarks_heading')),
    lines.length ? el('ul.tokens', {}, lines) : el('p.empty', {}, t('offline_empty'))] };
}
