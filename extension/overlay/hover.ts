/** Tells where the pointer comes to rest over `element`. A pointer that didn't move while the page did doesn't count. */
const REST_MS = 400;

export function watchRest(
  element: HTMLElement,
  rested: (x: number, y: number) => void,
  signal: AbortSignal,
): void {
  let rest: ReturnType<typeof setTimeout> | undefined;
  let last = '';
  element.addEventListener(
    'mousemove',
    ({ clientX, clientY, buttons }) => {
      const place = `${clientX} ${clientY}`;
      if (place === last) return;
      last = place;
      clearTimeout(rest);
      // Somebody who selects text isn't asking.
      if (!buttons) rest = setTimeout(() => rested(clientX, clientY), REST_MS);
    },
    { passive: true, signal },
  );
  const left = () => {
    clearTimeout(rest);
    last = '';
  };
  element.addEventListener('mouseleave', left, { passive: true, signal });
  signal.addEventListener('abort', left);
}
