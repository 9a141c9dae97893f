/* The one way from a hit to the basket, by a click on `.k-add` or the key `b` on the current hit, and
   to its reference, by a click on `.k-ref`.

   A component without looks of its own, so that eighty buttons need not be eighty widgets.  Its
   listeners take the place of those before. */
export default function basket(component) {
  const { data, setTriggerValue } = component;
  const held = new Set(data.held);
  const seen = (button) => button.getClientRects().length;

  function show() {
    for (const button of document.querySelectorAll('.k-add')) {
      const inside = held.has(button.dataset.add);
      const text = inside ? data.inside : data.add;
      if (button.textContent !== text) button.textContent = text;
      button.classList.toggle('k-added', inside);
      button.setAttribute('aria-pressed', String(inside));
    }
  }

  function add(button) {
    if (!button) return false;
    setTriggerValue('add', button.dataset.add);
    return true;
  }

  /* Of the result that has the focus, else of the page when only one thing can be added. */
  function current() {
    const result = document.activeElement?.closest('[class*="st-key-k-hit-"], .k-pair-part');
    const buttons = [...(result ?? document).querySelectorAll('.k-add')].filter(seen);
    return result || buttons.length === 1 ? buttons[0] : undefined;
  }

  function click(event) {
    const reference = event.target.closest?.('.k-ref');
    if (reference) setTriggerValue('cite', reference.dataset.ref);
    else add(event.target.closest?.('.k-add'));
  }

  function press() {
    return add(current());
  }

  const watch = new MutationObserver(show);
  document.addEventListener('click', click);
  watch.observe(document.body, { subtree: true, childList: true });
  window.kakehashiBasket?.();
  window.kakehashiAdd = press;
  window.kakehashiBasket = () => {
    document.removeEventListener('click', click);
    watch.disconnect();
  };
  show();
  return window.kakehashiBasket;
}
