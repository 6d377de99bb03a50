// Sending a form by way of the queue: at once when there is a network, later when there is none.

import { say } from './dom.js';
import { fieldsOf, mutationsFor, targetOf } from './forms.js';
import { changed, request } from './live.js';
import { enqueueAll, TooMuch } from './queue.js';
import { row } from './replica.js';
import { t } from './text.js';

/** Lengths that the server asks for (community.md), so that nothing waits for days only to be refused. */
const LENGTHS = { title: [12, 200], body: [20, 32_000] };

/** What is plainly wrong with a new text, as sentences by field. */
function faults({ name, args }) {
  if (name.endsWith('.send') && !args.body.trim()) return [['body', t('field_required')]];
  if (!['thread.create', 'post.create', 'post.edit'].includes(name)) return [];
  const found = Object.entries(LENGTHS).filter(([field]) => args[field] !== undefined).map(([field, [min, max]]) => {
    const length = [...args[field].trim()].length;
    if (length < min) return [field, t('field_too_short', { min })];
    return length > max ? [field, t('field_too_long', { max })] : undefined;
  }).filter(Boolean);
  if (args.categoryId === '') found.push(['categoryId', t('field_required')]);
  return found;
}

/**
 * Queues what a form does. Says so only when it is on the disk.
 * @param {HTMLFormElement} form @param {HTMLElement} [button]
 * @returns {Promise<object[]|undefined>} the mutations; `undefined` when the form was refused, or needs the network
 */
export async function sendLater(form, button) {
  const fields = fieldsOf(form, button);
  const mutations = mutationsFor(targetOf(form).pathname, fields);
  clearFaults(form);
  if (!mutations) { say(t('offline_needs_network')); return undefined; }
  const wrong = mutations.flatMap(faults);
  if (wrong.length) { showFaults(form, wrong); return undefined; }
  try {
    await enqueueAll(mutations);
  } catch (error) {
    say(t(error instanceof TooMuch ? 'offline_too_many' : 'offline_not_kept'));
    return undefined;
  }
  form.removeAttribute('data-typed');
  say(await isTitleChanged(fields, mutations[0]) ? t('offline_title_stays') : t('offline_saved'));
  changed();
  request();
  return mutations;
}

/** The title of a thread is changed by the server's own form alone. */
async function isTitleChanged({ title }, { name, args }) {
  if (name !== 'post.edit' || title === undefined) return false;
  const post = await row(`post/${args.id}`);
  const thread = post && await row(`thread/${post.threadId}`);
  return Boolean(thread) && thread.title !== title.trim();
}

function clearFaults(form) {
  for (const message of form.querySelectorAll('.error.local')) message.remove();
  for (const field of form.querySelectorAll('.bad')) field.classList.remove('bad');
}

function showFaults(form, wrong) {
  for (const [name, message] of wrong) {
    const field = form.elements[name];
    const id = `field-${name}-fault`;
    const line = document.createElement('p');
    Object.assign(line, { className: 'error local', id, textContent: message });
    field.before(line);
    field.closest('.field')?.classList.add('bad');
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', id);
  }
  form.elements[wrong[0][0]].focus();
}
