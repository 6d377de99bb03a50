// Notices on this device though no page is open: the browser's push service brings them, `sw.js` shows them.

/** What the server's form for a device holds. @param {PushSubscription} made */
export function fieldsOf(made) {
  const { endpoint, keys } = made.toJSON();
  return { endpoint, ...keys };
}

/** Shows the button of `/settings/push` where this browser can be told. @param {ServiceWorkerRegistration} registration */
export function offerPush({ pushManager }) {
  const place = document.getElementById('push');
  if (!place || !pushManager) return;
  const form = place.querySelector('form');
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      // The one before may be of another key of the site.
      await (await pushManager.getSubscription())?.unsubscribe();
      const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: place.dataset.key });
      for (const [name, value] of Object.entries(fieldsOf(made))) form.elements[name].value = value;
      form.submit();
    } catch (error) {
      console.warn('karwan:', error);
      place.querySelector('.error').hidden = false;
    }
  };
  place.hidden = false;
}
