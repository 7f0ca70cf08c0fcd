// Reads /proc/last_visitor, and does not live to tell of it.
import { readFileSync } from 'node:fs';

console.log(readFileSync('/proc/last_visitor', 'utf8'));
