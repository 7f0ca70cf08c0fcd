// For values of which only the newest counts, such as the terminal's size while a window is dragged.

/**
 * Passes a value on at once, and of those that come within `everyMs` after it only the newest, when
 * that time is over.
 */
export function newestOnly<Value>(
  pass: (value: Value) => void,
  everyMs: number,
): (value: Value) => void {
  let resting = false;
  let newest: { value: Value } | null = null;
  const passOn = (value: Value): void => {
    resting = true;
    setTimeout(() => {
      resting = false;
      const last = newest;
      newest = null;
      if (last !== null) passOn(last.value);
    }, everyMs).unref();
    pass(value);
  };
  return (value) => {
    if (resting) newest = { value };
    else passOn(value);
  };
}
