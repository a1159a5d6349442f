/**
 * When does the phone close by itself? After some minutes without a touch, sooner when it is out of sight.
 *
 * Time is read from a clock and not from timers alone: a sleeping page has none.
 */

const OUT_OF_SIGHT = 120_000;
const LONG = 30 * 60_000;

/** Watch over an open page; `tick`, and every return into sight, close what was left too long. */
export function makeIdle({ minutes, now, close }) {
  let touched = now();
  let hidden = null;

  function tick() {
    const left = hidden !== null && now() - hidden >= Math.min(OUT_OF_SIGHT, minutes() * 60_000);
    if (left || now() - touched >= minutes() * 60_000) close();
  }

  return {
    tick,
    /** Whether nobody has been there for so long that even what could not be kept must not stay open. */
    isLong: () => now() - touched >= LONG,
    touch() {
      touched = now();
    },
    hide() {
      hidden = now();
    },
    show() {
      tick();
      hidden = null;
      touched = now();
    },
  };
}
