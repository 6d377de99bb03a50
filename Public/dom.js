// Elements: made of data, never of text that is parsed as HTML, but for the posts that the server has cleaned.

import { ago, full } from './text.js';

/**
 * An element. @param {string} name `p`, `p.by` @param {object} [attributes] `onclick` and the like become listeners
 * @param {...(Node|string|null|undefined|false)} children
 */
export function el(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.flat(2).filter((child) => child || child === 0));
  return element;
}

/** An instant as the server's pages show it. @param {string|number} instant */
export function time(instant) {
  return el('time', { datetime: new Date(instant).toISOString(), title: full(instant) }, ago(instant));
}

const TAGS = new Set(['A', 'P', 'BR', 'EM', 'STRONG', 'DEL', 'CODE', 'PRE', 'BLOCKQUOTE', 'UL', 'OL', 'LI', 'HR', 'H1',
  'H2', 'H3', 'H4', 'H5', 'H6', 'TABLE', 'THEAD', 'TBODY', 'TR', 'TH', 'TD', 'SPAN', 'DIV', 'BDI', 'SUP', 'SUB']);
const ATTRIBUTES = new Set(['href', 'dir', 'lang', 'rel', 'class', 'start', 'align', 'scope', 'title']);

/** A post's HTML. The server cleaned it; what came by any other way into the replica is cleaned here. Links to other sites
 * lead over the page that says where to. @param {string} html */
export function cleaned(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const element of [...parsed.body.querySelectorAll('*')]) {
    if (!TAGS.has(element.tagName)) { element.replaceWith(element.textContent); continue; }
    for (const { name, value } of [...element.attributes]) {
      const isFine = ATTRIBUTES.has(name) && (name !== 'href' || /^(https?:|mailto:|\/(?!\/)|#)/i.test(value));
      if (!isFine) element.removeAttribute(name);
    }
    if (/^https?:$/.test(element.protocol) && element.origin !== location.origin) {
      element.setAttribute('href', `/out?to=${encodeURIComponent(element.href)}`);
    }
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...parsed.body.childNodes);
  return fragment;
}

/** What a person typed, as they typed it: only the server makes HTML of it. @param {string} body */
export const typed = (body) => el('p.typed', { dir: 'auto' }, body);

/** Whether somebody is typing in a part of the page. @param {HTMLElement} part */
export const isTyping = (part) => [...part.querySelectorAll('input:not([type=hidden]), textarea')]
  .some((field) => field.value !== field.defaultValue);

/** Says something where screen readers listen and the eye looks: below the header. @param {string} message */
export function say(message) {
  document.querySelector('.flashes')?.replaceChildren(el('p', {}, message));
}
