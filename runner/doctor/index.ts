// `crossings doctor` and `crossings clean`, without their place on the command line.
export { CacheInUseError, cleanCache } from './clean.ts';
export { megabytes, printReport } from './print-report.ts';
export { type DoctorReport, makeReport } from './report.ts';
