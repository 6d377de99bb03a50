// Asking and editing where there is no server to make the form.

import { el } from './dom.js';
import { post as postOf, rows } from './replica.js';
import { t } from './text.js';

/** A field as the server's pages have it. */
export function field(name, key, control, isRequired = true) {
  const hint = t(`hint_${key}`);
  const isHinted = hint !== `hint_${key}`;
  control.id = `field-${name}`;
  control.name = name;
  if (isHinted) control.setAttribute('aria-describedby', `field-${name}-hint`);
  return el('div.field', {}, el('label', { for: control.id }, t(`label_${key}`),
    !isRequired && el('span.soft', {}, ` (${t('optional')})`)),
  isHinted && el('p.hint', { id: `field-${name}-hint` }, hint), control);
}

function area(value = '') {
  const control = el('textarea', { rows: 12, dir: 'auto' });
  control.defaultValue = value;
  return control;
}

/** The box that keeps the name away. */
export const anonymousBox = () => [
  el('p.check', {}, el('label', {}, el('input', { type: 'checkbox', name: 'anonymous', value: '1' }), ' ',
    t('label_anonymous'))),
  el('p.hint', {}, t('hint_anonymous'))];

/** The form that starts a thread. */
export async function compose() {
  const categories = (await rows('category')).sort((a, b) => a.position - b.position);
  const kinds = ['question', 'discussion', 'guide'];
  const slug = new URLSearchParams(location.search).get('group');
  const group = slug && (await rows('group')).find((one) => one.slug === slug);
  // What is meant for a group is written nowhere else.
  if (slug && !group) return undefined;
  return { title: t('new_thread_heading'), parts: [
    el('h1', {}, t('new_thread_heading')),
    group && el('p.note', {}, `${t('group_thread_note')} `, el('bdi', {}, group.name)),
    el('form.form', { method: 'post', action: '/threads/new', novalidate: true },
      group && el('input', { type: 'hidden', name: 'groupId', value: group.id }),
      field('title', 'title', el('input', { dir: 'auto', maxlength: 200 })),
      field('kind', 'kind', el('select', {}, kinds.map((kind) => el('option', { value: kind }, t(`kind_${kind}`))))),
      field('categoryId', 'categoryId', el('select', {}, el('option', { value: '' }, t('choose')),
        categories.map((one) => el('option', { value: one.id }, one.name)))),
      field('body', 'thread_body', area()),
      field('tags', 'tags', el('input', { dir: 'auto', maxlength: 200 }), false),
      anonymousBox(),
      el('p.go', {}, el('button.primary', { name: 'action', value: 'publish' }, t('publish_thread')),
        el('button', { name: 'action', value: 'draft' }, t('save_draft')), el('a', { href: '/offline' }, t('cancel')))) ].filter(Boolean) };
}

/** The form that changes a post. @param {string} id */
export async function composeEdit(id) {
  const found = await postOf(id);
  if (!found?.post) return undefined;
  return { title: t('edit_post_heading'), parts: [
    el('p', {}, el('a', { href: `/posts/${id}`, dir: 'auto' }, found.thread.title)),
    el('h1', {}, t('edit_post_heading')),
    el('form.form', { method: 'post', action: `/posts/${id}/edit`, novalidate: true },
      el('input', { type: 'hidden', name: 'baseRevision', value: found.post.revision }),
      field('body', 'thread_body', area(found.post.body)),
      el('p.go', {}, el('button.primary', { name: 'action', value: 'publish' }, t('save_changes')),
        el('a', { href: `/posts/${id}` }, t('cancel')))) ] };
}
