// The frame that this device fills by itself: which view an address shows.

import { applicationForm, ownApplication, ownApplications } from './applications.js';
import { addStep, ownChecklist, ownChecklists, ownStep, removeStep } from './checklists.js';
import { compose, composeEdit } from './compose.js';
import { showDevice, showShutOut } from './device.js';
import { conversation, conversations } from './conversations.js';
import { isTyping } from './dom.js';
import { job, jobs, savedJobs } from './jobs.js';
import { bookmarks, category, home } from './lists.js';
import { mentorship, mentorships } from './mentorships.js';
import { showThread } from './thread.js';
import { unsent } from './unsent.js';

const ID = '([0-9a-f-]{36})';
const PATHWAY = '/visas/([a-z]{2})/([a-z0-9-]+)/checklist';
const VIEWS = [
  [/^\/device$/, showDevice], [/^\/unsent$/, unsent], [/^\/threads\/new$/, compose],
  [new RegExp(`^/threads/${ID}`), (id) => showThread(id)],
  [new RegExp(`^/posts/${ID}/edit$`), composeEdit],
  [new RegExp(`^/posts/${ID}$`), (id) => showThread(undefined, id)],
  [/^\/categories\/([^/]+)$/, (slug) => category(decodeURIComponent(slug))],
  [/^\/checklists$/, ownChecklists], [new RegExp(`^${PATHWAY}$`), ownChecklist],
  [new RegExp(`^${PATHWAY}-add$`), addStep], [new RegExp(`^${PATHWAY}/([a-z0-9-]+)$`), ownStep],
  [new RegExp(`^${PATHWAY}/([a-z0-9-]+)/remove$`), removeStep],
  [/^\/applications$/, ownApplications], [/^\/applications\/new$/, () => applicationForm()],
  [new RegExp(`^/applications/${ID}$`), ownApplication], [new RegExp(`^/applications/${ID}/edit$`), applicationForm],
  [/^\/jobs$/, jobs], [/^\/jobs\/saved$/, savedJobs], [new RegExp(`^/jobs/${ID}`), job],
  [/^\/messages$/, conversations], [new RegExp(`^/messages/${ID}$`), conversation],
  [/^\/mentoring\/mentorships$/, mentorships], [new RegExp(`^/mentoring/mentorships/${ID}$`), mentorship],
  [/^\/bookmarks$/, bookmarks], [/^\/(offline|threads|categories)?$/, () => home(true)],
];

let isShown = false;

/** Nothing is drawn anew under somebody's hands: what they typed, and where they are about to type. */
const isInUse = (view) => isTyping(view) || view.querySelector('input:focus, textarea:focus');

/**
 * Fills the frame with what this device has for the address.
 * @param {HTMLElement} view @param {boolean} [isShutOut] nothing is kept here
 */
export async function showHere(view, isShutOut) {
  if (isShown && isInUse(view)) return;
  let shown;
  if (isShutOut) shown = showShutOut();
  for (const [pattern, show] of VIEWS) {
    const found = !shown && pattern.exec(location.pathname);
    if (found) shown = await show(...found.slice(1));
  }
  const { title, parts } = shown ?? await home(false);
  if (isShown && isInUse(view)) return;
  // What is drawn anew because something came in keeps the focus where it was.
  const focused = document.activeElement?.id;
  view.replaceChildren(...parts);
  document.title = `${title} · Karwan`;
  if (isShown && focused) document.getElementById(focused)?.focus();
  if (!isShown) document.getElementById(location.hash.slice(1) || view.querySelector('[data-target]')?.id)
    ?.scrollIntoView();
  isShown = true;
  view.dataset.shown = '';
}
