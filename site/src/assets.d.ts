// Files that Vite reads and TypeScript does not.
declare module '*.css';
