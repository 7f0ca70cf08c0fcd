// `crossings doctor` and `crossings clean`, without their place on the command line.
export { cleanCache } from './clean.ts';
export { megabytes, printReport } from './print-report.ts';
export { makeReport } from './report.ts';
