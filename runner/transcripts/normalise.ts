// Takes out of a transcript what is another one at each recording, so that two can be compared.

const volatile: [RegExp, string][] = [
  // Kernel log stamps, with and without the width that pads them.
  [/\[ *\d+\.\d{6}\]/g, '[time]'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '(date)'],
  [/\b[A-Z][a-z]{2} +\d{1,2} +(?:\d\d:\d\d|\d{4})\b/g, '(date)'],
  [/\b\d\d:\d\d:\d\d(?:\.\d+)?\b/g, '(time)'],
  // An oops's machine code holds addresses that differ with each boot of the template.
  [/\bCode:(?: <?[0-9a-f]{2}>?)+/g, 'Code: (bytes)'],
  [/\b(?:0x)?[0-9a-f]{16}\b/g, '(address)'],
  [/\b0x[0-9a-f]{6,12}\b/g, '(address)'],
  [/\b\d+ (Killed|Terminated|Segmentation fault)\b/g, '(number) $1'],
  // Behind a letter too where strace shows a line end as \n.
  [/(?<=\b|\\n)(pid|PID|process|port id|portid|tid|TID)(\W{1,3})\d+/g, '$1$2(number)'],
  [/\b[67]\.\d+\.\d+(?:-\d+)?(?:\+\w+)?(?:-\d+)?-cloud-amd64/g, '(kernel)'],
  // Debian's own number of the same kernel, as an oops prints it.
  [/\bDebian [67]\.\d+\.\d+-\d+/g, 'Debian (kernel)'],
];

/** In measurements every number, and the spaces that line the numbers up. */
const measured: [RegExp, string][] = [
  [/\d+(?:\.\d+)?/g, '(figure)'],
  [/ +/g, ' '],
];

/**
 * The text with stamps, addresses, process ids and kernel releases replaced by their names; where
 * it shows `figures`, every other number as well.
 */
export function normaliseTranscript(
  text: string,
  { figures = false }: { figures?: boolean | undefined } = {},
): string {
  const patterns = figures ? [...volatile, ...measured] : volatile;
  return patterns.reduce((done, [pattern, name]) => done.replace(pattern, name), text);
}
