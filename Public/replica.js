// The replica: rows of the server as they were after the last complete pull, and what is shown of them.

import { ask, everything, transact } from './store.js';
import { t } from './text.js';

/** The first part of a key: `post` of `post/019a…`, `sys/m` of `sys/m/{client}/{number}`. @param {string} key */
export const entityOf = (key) => (key.startsWith('sys/m/') ? 'sys/m' : key.slice(0, key.indexOf('/')));

/** A row as it is stored, found again by what it belongs to. */
function record(key, value) {
  const entity = entityOf(key);
  const of = { post: value.threadId, thread: value.categoryId }[entity] ?? '';
  return { key, entity, of, value };
}

/** Writes a patch, in its order. @param {IDBObjectStore} rows @param {object[]} patch */
export function apply(rows, patch) {
  for (const operation of patch) {
    if (operation.op === 'clear') rows.clear();
    else if (operation.op === 'del') rows.delete(operation.key);
    else if (operation.op === 'put') rows.put(record(operation.key, operation.value));
  }
}

/** One row's value. @param {string} key */
export async function row(key) {
  return (await transact(['rows'], 'readonly', (store) => ask(store('rows').get(key))))?.value;
}

/** All values of an entity, or those that belong to `of`: the posts of a thread, the threads of a category. */
export async function rows(entity, of) {
  const range = of === undefined
    ? IDBKeyRange.bound([entity, ''], [entity, '\uffff']) : IDBKeyRange.only([entity, of]);
  const found = await transact(['rows'], 'readonly', (store) => ask(store('rows').index('of').getAll(range)));
  return found.map((one) => one.value);
}

/** What waits and may still come true. */
async function waiting() {
  return (await everything('queue')).filter((entry) => entry.state !== 'refused');
}

/** Threads with those of one's own that are not sent yet, the last written to first. @param {string} [category] */
export async function threads(category) {
  const [held, queue] = await Promise.all([rows('thread', category), waiting()]);
  const known = new Set(held.map((thread) => thread.id));
  const own = queue.filter((entry) => entry.name === 'thread.create' && !known.has(entry.args.id))
    .filter((entry) => category === undefined || entry.args.categoryId === category).map(threadToBe);
  const all = [...own, ...held].filter((thread) => thread.state !== 'deleted');
  return all.sort((a, b) => (a.lastPostAt < b.lastPostAt ? 1 : -1));
}

/** Whose it is going to be; the server finds a name for what is to bear none. */
const by = (args, member) => (args.anonymous ? { pseudonym: t('anonymous_somebody') } : { authorId: member });

function threadToBe({ args, timestamp, member }) {
  const at = new Date(timestamp).toISOString();
  return {
    ...args, openingPostId: args.postId, createdAt: at, lastPostAt: at, postCount: 1, score: 0, ...by(args, member),
    state: 'published', isWaiting: true,
  };
}

function postToBe(id, threadId, args, { timestamp, member }, isOpening) {
  return {
    id, threadId, parentId: args.parentId, body: args.body, createdAt: new Date(timestamp).toISOString(), revision: 1,
    score: 0, ...by(args, member), state: 'published', isOpening, isWaiting: true,
  };
}

/**
 * A thread as its reader sees it, with what they did and is not sent yet; `undefined` when it is not on this device.
 * @param {string} id
 */
export async function thread(id) {
  const queue = await waiting();
  const creation = queue.find((entry) => entry.name === 'thread.create' && entry.args.id === id);
  const head = await row(`thread/${id}`) ?? (creation && threadToBe(creation));
  if (!head) return undefined;
  const posts = new Map((await rows('post', id)).map((post) => [post.id, { ...post }]));
  if (creation && !posts.has(creation.args.postId)) {
    posts.set(creation.args.postId, postToBe(creation.args.postId, id, creation.args, creation, true));
  }
  const view = { ...head, marks: new Map(), votes: new Map() };
  for (const vote of await rows('vote')) if (posts.has(vote.postId)) view.votes.set(vote.postId, vote.value);
  for (const mark of await rows('bookmark')) if (posts.has(mark.postId)) view.marks.set(mark.postId, true);
  for (const entry of queue) foresee(entry, view, posts);
  // By worth as the server puts them: the accepted one first, then by votes, then in their order.
  const order = (post) => [post.isOpening ? 0 : 1, post.id === view.acceptedPostId ? 0 : 1, -post.score];
  view.posts = [...posts.values()].filter((post) => post.state !== 'deleted').sort((a, b) => {
    const [left, right] = [order(a), order(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return at < 0 ? (a.id < b.id ? -1 : 1) : left[at] - right[at];
  });
  return view;
}

/** Shows one mutation as if it had been applied. */
function foresee(entry, view, posts) {
  const { args } = entry;
  const post = posts.get(args.postId ?? args.id);
  if (entry.name === 'post.create' && args.threadId === view.id && !posts.has(args.id)) {
    posts.set(args.id, postToBe(args.id, view.id, args, entry, false));
  } else if (entry.name === 'post.edit' && post) {
    Object.assign(post, { body: args.body, html: undefined, isWaiting: true });
  } else if (entry.name === 'post.delete' && post) {
    posts.delete(args.id);
  } else if (entry.name === 'vote.set' && post) {
    post.score += args.value - (view.votes.get(args.postId) ?? 0);
    view.votes.set(args.postId, args.value);
    post.hasWaitingVote = true;
  } else if (entry.name === 'bookmark.set' && post) {
    if (args.on) view.marks.set(args.postId, true);
    else view.marks.delete(args.postId);
  } else if (entry.name === 'thread.accept' && args.threadId === view.id) {
    view.acceptedPostId = args.postId ?? undefined;
  }
}

/** A post with its thread, also one that is not sent yet. @param {string} id */
export async function post(id) {
  const held = await row(`post/${id}`);
  const create = held ? undefined : (await waiting()).find((entry) =>
    (entry.name === 'post.create' && entry.args.id === id) || entry.args.postId === id);
  const threadID = held?.threadId ?? create?.args.threadId ?? create?.args.id;
  const view = threadID && await thread(threadID);
  return view && { thread: view, post: view.posts.find((one) => one.id === id) };
}
