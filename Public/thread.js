// A thread of the replica, with what its reader did and is not sent yet.

import { anonymousBox } from './compose.js';
import { cleaned, el, time, typed } from './dom.js';
import { enqueue } from './queue.js';
import { post as postOf, row, rows, thread as threadOf } from './replica.js';
import { meta } from './store.js';
import { n, t } from './text.js';

const form = (action, ...children) => el('form', { method: 'post', action }, ...children);

/**
 * A thread by its id, or the one of a post. @param {string} [id] @param {string} [postID]
 * @returns what to show; `undefined` when it is not on this device
 */
export async function showThread(id, postID) {
  const view = postID ? (await postOf(postID))?.thread : await threadOf(id);
  if (!view?.posts.length) return undefined;
  const member = await meta('member');
  const me = await row(`me/${member}`);
  const people = new Map((await rows('member')).map((one) => [one.id, one]));
  if (me) people.set(member, me);
  const isStaff = Boolean(me?.roles.some((role) => role === 'moderator' || role === 'admin'));
  const unnamed = new Set((await rows('ownPost')).map((one) => one.id));
  const context = { view, member, people, isStaff, postID, unnamed };
  const category = await row(`category/${view.categoryId}`);
  const [opening, ...answers] = view.posts;
  await markRead(view);
  return { title: view.title, parts: [el('div.thread', {},
    el('div.head', {}, el('h1', { dir: 'auto' }, view.title), el('p.by', {}, el('span.kind', {}, t(`kind_${view.kind}`)),
      category && el('a', { href: `/categories/${category.slug}` }, category.name),
      (view.tags ?? []).map((tag) => el('span.tag', {}, tag)))),
    el('p.note', {}, t('offline_copy')),
    view.isLocked && el('p.note', {}, t('thread_locked')),
    el('h2.vh', {}, t(`kind_${view.kind}`)), article(opening, context),
    el('section', { 'aria-labelledby': 'answers' }, el('h2', { id: 'answers' }, n('answers', answers.length)),
      answers.map((one) => article(one, context))),
    !view.isLocked && composer(view))] };
}

/** Who wrote a post, as others know them. */
const nameOf = (post, people) => post.pseudonym ?? people.get(post.authorId)?.displayName ?? '';

function article(post, { view, member, people, isStaff, postID, unnamed }) {
  const isAccepted = post.id === view.acceptedPostId;
  const isUnnamed = post.pseudonym !== undefined && (post.isWaiting || unnamed.has(post.id));
  const isOwn = post.authorId === member || isUnnamed;
  const isAsker = !post.isOpening && post.pseudonym && post.pseudonym === view.pseudonym;
  const target = view.posts.find((one) => one.id === post.parentId);
  return el(`article.post${post.isOpening ? '.opening' : ''}${isAccepted ? '.accepted' : ''}`, {
    id: `post-${post.id}`, 'data-target': post.id === postID },
  isAccepted && el('h3.seal', {}, t('accepted_answer')),
  post.isWaiting && el('p.note', {}, t('offline_waiting')),
  post.state === 'held' && el('p.note', {}, t('post_held')),
  post.state === 'hidden' && el('p.note', {}, t('post_hidden')),
  el('p.by', {}, el('span.who', {}, el('bdi', {}, nameOf(post, people))),
    isAsker && el('span.role', {}, t('role_asker')), time(post.createdAt),
    target && !target.isOpening && el('span', {}, t('in_reply_to'), ' ', el('a', { href: `#post-${target.id}` },
      el('bdi', {}, nameOf(target, people))))),
  isUnnamed && el('p.note', {}, t('anonymous_mine')),
  el('div.text', { dir: 'auto' }, post.html ? cleaned(post.html) : typed(post.body)),
  el('div.acts', {}, el('p.score', {}, n('votes', post.score)),
    !isOwn && voteForm(post, view.votes.get(post.id) ?? 0),
    acceptForm(post, view, view.authorId === member || unnamed.has(view.openingPostId), isAccepted),
    bookmarkForm(post, view.marks.has(post.id)),
    (isOwn || isStaff) && el('a', { href: `/posts/${post.id}/edit` }, t('edit'))));
}

function voteForm(post, own) {
  const button = (name, value) => el(`button.${name}`, {
    id: `${name}-${post.id}`, name: 'value', value: own === value ? 0 : value, 'aria-pressed': String(own === value) },
  t(`vote_${name}`));
  return form(`/posts/${post.id}/vote`, button('up', 1), button('down', -1));
}

function acceptForm(post, view, isMine, isAccepted) {
  if (post.isOpening || view.kind !== 'question' || !isMine) return null;
  return form(`/threads/${view.id}/accepted`, isAccepted
    ? el('button', { name: 'post', value: '' }, t('unaccept_answer'))
    : el('button.ok', { name: 'post', value: post.id }, t('accept_answer')));
}

function bookmarkForm(post, isMarked) {
  return form(`/posts/${post.id}/bookmark`, el('button', {
    id: `bookmark-${post.id}`, name: 'bookmark', value: isMarked ? 'off' : 'on', 'aria-pressed': String(isMarked) },
  t('bookmark')));
}

function composer(view) {
  const isQuestion = view.kind === 'question';
  return el('section.composer', { id: 'answer', 'aria-labelledby': 'composer' },
    el('h2', { id: 'composer' }, t(isQuestion ? 'composer_answer' : 'composer_reply')),
    el('form.form', { method: 'post', action: `/threads/${view.id}/answers`, novalidate: true },
      el('div.field', {}, el('label', { for: 'field-body' }, t('label_answer_body')),
        el('p.hint', { id: 'field-body-hint' }, t('hint_answer_body')),
        el('textarea', { id: 'field-body', name: 'body', rows: 8, dir: 'auto', 'aria-describedby': 'field-body-hint' })),
      anonymousBox(),
      el('p.go', {}, el('button.primary', { name: 'action', value: 'publish' },
        t(isQuestion ? 'publish_answer' : 'publish_reply')),
      el('button', { name: 'action', value: 'draft' }, t('save_draft')))));
}

/** Reading here counts as reading: the last post the server knows of is marked, once. */
async function markRead(view) {
  const last = view.posts.filter((post) => !post.isWaiting || post.html).reduce((a, b) => (a > b.id ? a : b.id), '');
  const mark = await row(`read/${view.id}`);
  const key = `read:${view.id}`;
  if (!last || last <= (mark?.upTo ?? '') || last <= (sessionStorage.getItem(key) ?? '')) return;
  sessionStorage.setItem(key, last);
  const args = { threadId: view.id, upTo: last };
  if (mark) args.epoch = mark.epoch;
  // There are more important things that may wait, should there be too many.
  await enqueue('read.mark', args).catch(() => {});
}
