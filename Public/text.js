// The words of the page's language: the same phrases that the server writes its pages with.

let phrases = {};
const language = globalThis.document?.documentElement.lang || 'en';

/** Fetches the phrases of a build; addresses that name a build are kept for good. @param {string} base */
export async function loadPhrases(base) {
  const answer = await fetch(`${base}phrases.${language}.json`);
  if (answer.ok) phrases = await answer.json();
}

const fill = (text, places) => text.replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);

/** A phrase with its places filled; the key when nobody wrote it. @param {string} key @param {object} [places] */
export function t(key, places = {}) {
  const phrase = phrases[key] ?? key;
  return fill(typeof phrase === 'string' ? phrase : phrase.other, places);
}

/** The form of a phrase for a count. @param {string} key @param {number} count */
export function n(key, count) {
  const phrase = phrases[key] ?? key;
  return fill(typeof phrase === 'string' ? phrase : phrase[count === 1 ? 'one' : 'other'], { count });
}

/** Whether somebody wrote this phrase. @param {string} key */
export const isWritten = (key) => key in phrases;

const UNITS = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3600], ['minute', 60]];

/** How long ago an instant was, in words. @param {string|number} instant */
export function ago(instant) {
  const seconds = Math.max(0, (Date.now() - new Date(instant)) / 1000);
  const unit = UNITS.find(([, length]) => seconds >= length);
  return seconds < 45 || !unit ? t('time_now') : n(`time_${unit[0]}_ago`, Math.floor(seconds / unit[1]));
}

/** An instant in full, in the device's own zone. @param {string|number} instant */
export const full = (instant) =>
  new Date(instant).toLocaleString(`${language}-u-nu-latn`, { dateStyle: 'long', timeStyle: 'short' });

/** A day as the server's pages write it. @param {string} text `2026-11-21` */
export function day(text) {
  const [year, month, date] = text.split('-').map(Number);
  return t('day_full', { day: date, month: t(`month_${month}`), year });
}

/** Grouped by thousands, cents only where there are some; isolated, for a line of Urdu that holds it.
 * @param {{amount: string}} money */
export function amount({ amount: text }) {
  const [whole, cents] = text.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `\u2068${groups}${/[1-9]/.test(cents ?? '') ? `.${cents}` : ''}\u2069`;
}

/** A country's name. @param {string} code ISO 3166-1 alpha-2 */
export function country(code) {
  return new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code);
}

/** Bytes as people read them. @param {number} bytes */
export function size(bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  // Isolated, for a line of Urdu that holds it.
  return `\u2068${value.toFixed(value < 10 ? 1 : 0)} ${unit}\u2069`;
}

/** Why a mutation was refused, in words: of each field, or of the whole. @returns {string[]} */
export function reasons({ code, detail, name = '' }) {
  if (detail?.fields?.length) {
    return detail.fields.map((field) => {
      const label = [`label_${name.split('.')[0]}_${field.field}`, `label_${field.field}`].find(isWritten);
      return `${label ? `${t(label)}: ` : ''}${t(`field_${field.code}`, field.arguments)}`;
    });
  }
  const keys = [`problem_${detail?.hint}`, `unsent_why_${code}`, `problem_${code}`, 'unsent_why_other'];
  return [t(keys.find(isWritten), detail?.arguments)];
}
